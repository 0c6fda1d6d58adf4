import { openText } from "./open-file.ts";
import { MAX_DOCUMENT_LENGTH, parseDocument } from "./parse-document.ts";

/** Documents of a JSON Lines file, a chunk's at a time. Lines end with \n or \r\n; empty ones are passed over. */
export async function* readJsonLines(path: string): AsyncGenerator<string[]> {
  let line = 0;
  const parse = (text: string) => {
    line++;
    const json = text.trim();
    return json === "" ? [] : [parseDocument(json, () => `${path}, line ${line}`)];
  };
  let begun: string[] = [];
  let begunLength = 0;
  for await (const chunk of openText(path)) {
    // Node's readline would also split at U+2028, which is allowed inside JSON texts.
    const parts = chunk.split("\n");
    const last = parts.pop() ?? "";
    const documents: string[] = [];
    for (const part of parts) {
      documents.push(...parse(begun.length > 0 ? begun.join("") + part : part));
      begun = [];
      begunLength = 0;
    }
    begun.push(last);
    begunLength += last.length;
    // Refused here, before a file without line ends fills the memory.
    if (begunLength > MAX_DOCUMENT_LENGTH) parse(begun.join(""));
    if (documents.length > 0) yield documents;
  }
  const rest = parse(begun.join(""));
  if (rest.length > 0) yield rest;
}
