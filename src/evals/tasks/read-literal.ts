/**
 * Python's `ast.literal_eval` for what task files print: strings, numbers, True, False, None, lists and tuples, dicts.
 * Returns undefined where Python would refuse the text.
 */
export function readLiteral(text: string): unknown {
  const reader = { text, at: 0 };
  try {
    const value = readValue(reader);
    skipSpace(reader);
    return reader.at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Reader {
  text: string;
  at: number;
}

const WORDS: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"', "\n": "" };

function skipSpace(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at++;
}

function readValue(reader: Reader): unknown {
  skipSpace(reader);
  const sign = reader.text[reader.at];
  if (sign === "[") return readItems(reader, "]").items;
  if (sign === "(") {
    const { items, hasComma } = readItems(reader, ")");
    return items.length === 1 && !hasComma ? items[0] : items;
  }
  if (sign === "{") return readEntries(reader);
  if (sign === "'" || sign === '"') return readString(reader, sign);
  const token = /^(?:[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|True|False|None)/.exec(reader.text.slice(reader.at))?.[0];
  if (token === undefined) throw new SyntaxError("no literal");
  reader.at += token.length;
  return Object.hasOwn(WORDS, token) ? WORDS[token] : Number(token.replaceAll("_", ""));
}

function readItems(reader: Reader, end: string): { items: unknown[]; hasComma: boolean } {
  reader.at++;
  const items: unknown[] = [];
  let hasComma = false;
  for (;;) {
    skipSpace(reader);
    if (reader.text[reader.at] === end) break;
    items.push(readValue(reader));
    skipSpace(reader);
    if (reader.text[reader.at] === end) break;
    expect(reader, ",");
    hasComma = true;
  }
  reader.at++;
  return { items, hasComma };
}

function readEntries(reader: Reader): Record<string, unknown> {
  reader.at++;
  const entries: [string, unknown][] = [];
  for (;;) {
    skipSpace(reader);
    if (reader.text[reader.at] === "}") break;
    const key = readValue(reader);
    skipSpace(reader);
    expect(reader, ":");
    entries.push([String(key), readValue(reader)]);
    skipSpace(reader);
    if (reader.text[reader.at] === "}") break;
    expect(reader, ",");
  }
  reader.at++;
  return Object.fromEntries(entries);
}

function expect(reader: Reader, sign: string): void {
  if (reader.text[reader.at] !== sign) throw new SyntaxError(`no ${sign}`);
  reader.at++;
}

function readString(reader: Reader, quote: string): string {
  let out = "";
  for (reader.at++; reader.text[reader.at] !== quote; reader.at++) {
    const char = reader.text[reader.at];
    if (char === undefined || char === "\n") throw new SyntaxError("no end of string");
    out += char === "\\" ? readEscape(reader) : char;
  }
  reader.at++;
  return out;
}

function readEscape(reader: Reader): string {
  const rest = reader.text.slice(reader.at + 1);
  const coded = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (coded !== null) {
    reader.at += coded[0].length;
    return String.fromCodePoint(Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? "", 16));
  }
  const next = rest[0] ?? "";
  reader.at++;
  return Object.hasOwn(ESCAPES, next) ? (ESCAPES[next] ?? "") : `\\${next}`;
}
