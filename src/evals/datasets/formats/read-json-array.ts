import { AssayError } from "../../../lib/errors.ts";
import { openText } from "./open-file.ts";
import { MAX_DOCUMENT_LENGTH, parseDocument } from "./parse-document.ts";

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const BLANKS = new Set([9, NEWLINE, 13, 32]);
const OPENING = new Set([91, 123]);
const CLOSING = new Set([93, 125]);

/** Where the scan stands between two chunks. */
interface Scan {
  line: number;
  /** 0 before and after the array, 1 between its elements. */
  depth: number;
  hasEnded: boolean;
  text: "outside" | "inside" | "escaped";
  /** The element that has begun, and the line of its first sign (0: none yet). */
  begun: string[];
  begunLength: number;
  begunLine: number;
}

/** Documents of a file that is one JSON array of objects, however it is laid out, a chunk's at a time. */
export async function* readJsonArray(path: string): AsyncGenerator<string[]> {
  const scan: Scan = { line: 1, depth: 0, hasEnded: false, text: "outside", begun: [], begunLength: 0, begunLine: 0 };
  let count = 0;
  for await (const chunk of openText(path)) {
    const documents: string[] = [];
    for (const { json, line, closes } of endedElements(chunk, scan, path)) {
      const isEmptyArray = closes && json === "" && count === 0;
      if (!isEmptyArray) documents.push(parseDocument(json, () => `${path}, line ${line}`));
      count++;
    }
    if (documents.length > 0) yield documents;
  }
  if (!scan.hasEnded) throw faultAt(path, scan.line, "the file ends inside its JSON array");
}

/** The elements that end in this chunk: their JSON text, their line, and whether the array ends with them. */
function* endedElements(chunk: string, scan: Scan, path: string): Generator<{ json: string; line: number; closes: boolean }> {
  let from = 0;
  for (let i = 0; i < chunk.length; i++) {
    const sign = chunk.charCodeAt(i);
    if (sign === NEWLINE) scan.line++;
    if (scan.text !== "outside") stepInText(sign, scan);
    else if (BLANKS.has(sign)) continue;
    else if (scan.depth === 0) {
      beginArray(sign, scan, path);
      from = i + 1;
    } else if (scan.depth === 1 && (sign === COMMA || CLOSING.has(sign))) {
      keep(chunk.slice(from, i), scan, path);
      yield { json: scan.begun.join("").trim(), line: scan.begunLine || scan.line, closes: sign !== COMMA };
      Object.assign(scan, { begun: [], begunLength: 0, begunLine: 0, depth: sign === COMMA ? 1 : 0, hasEnded: sign !== COMMA });
      from = i + 1;
    } else {
      scan.begunLine ||= scan.line;
      if (sign === QUOTE) scan.text = "inside";
      else if (OPENING.has(sign)) scan.depth++;
      else if (CLOSING.has(sign)) scan.depth--;
    }
  }
  if (scan.depth > 0) keep(chunk.slice(from), scan, path);
}

function stepInText(sign: number, scan: Scan): void {
  if (scan.text === "escaped") scan.text = "inside";
  else if (sign === BACKSLASH) scan.text = "escaped";
  else if (sign === QUOTE) scan.text = "outside";
}

function beginArray(sign: number, scan: Scan, path: string): void {
  if (scan.hasEnded) throw faultAt(path, scan.line, "there is text after the end of the JSON array");
  if (sign !== "[".charCodeAt(0)) throw faultAt(path, scan.line, "a JSON array was expected");
  scan.depth = 1;
}

function keep(part: string, scan: Scan, path: string): void {
  scan.begun.push(part);
  scan.begunLength += part.length;
  if (scan.begunLength > MAX_DOCUMENT_LENGTH) throw faultAt(path, scan.begunLine, "a document is longer than 64 MiB");
}

function faultAt(path: string, line: number, reason: string): AssayError {
  return new AssayError("invalid_input", `${path}, line ${line}: ${reason}.`);
}
