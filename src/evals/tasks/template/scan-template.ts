import { scanExpression, type Token } from "./scan-expression.ts";
import { TemplateFault } from "./template-fault.ts";

/** A template in pieces: text as it stands, `{{ }}` with its tokens, `{% %}` with its tokens. */
export type Piece = { kind: "text"; text: string } | { kind: "output"; tokens: Token[] } | { kind: "block"; tokens: Token[] };

const OPENING = /\{(?:\{|%|#)[-+]?/g;
const RAW = /^\{%[-+]?\s*raw\s*(-|\+)?%\}/;
const END_RAW = /\{%(-|\+)?\s*endraw\s*(-|\+)?%\}/g;

/** Cuts a template into pieces. Newlines become \n, as Jinja has it; a final one is kept. A minus at a sign eats the space beyond. */
export function scanTemplate(given: string): Piece[] {
  const source = given.replaceAll(/\r\n?/g, "\n");
  const pieces: Piece[] = [];
  let at = 0;
  let isStripped = false;

  function addText(end: number, stripsEnd: boolean): void {
    let text = source.slice(at, end);
    if (isStripped) text = text.trimStart();
    if (stripsEnd) text = text.trimEnd();
    if (text !== "") pieces.push({ kind: "text", text });
    isStripped = false;
  }

  while (at < source.length) {
    OPENING.lastIndex = at;
    const opening = OPENING.exec(source);
    if (opening === null) break;
    addText(opening.index, opening[0].endsWith("-"));
    const start = opening.index + opening[0].length;
    const raw = RAW.exec(source.slice(opening.index));
    if (raw !== null) {
      at = opening.index + raw[0].length;
      isStripped = raw[1] === "-";
      END_RAW.lastIndex = at;
      const end = END_RAW.exec(source);
      if (end === null) throw new TemplateFault("{% raw %} has no end");
      addText(end.index, end[1] === "-");
      at = END_RAW.lastIndex;
      isStripped = end[2] === "-";
    } else if (opening[0].startsWith("{#")) {
      const end = source.indexOf("#}", start);
      if (end === -1) throw new TemplateFault("a comment has no end");
      at = end + 2;
      isStripped = source[end - 1] === "-";
    } else {
      const isOutput = opening[0].startsWith("{{");
      const scanned = scanExpression(source, start, isOutput ? "}}" : "%}");
      pieces.push({ kind: isOutput ? "output" : "block", tokens: scanned.tokens });
      at = scanned.end;
      isStripped = scanned.stripsAfter;
    }
  }
  addText(source.length, false);
  return pieces;
}
