import { TemplateFault } from "./template-fault.ts";

export interface Token {
  kind: "name" | "string" | "number" | "sign";
  /** A string's content, a number's digits, else the text itself. */
  text: string;
}

export interface ScannedExpression {
  tokens: Token[];
  /** The place behind the closing sign. */
  end: number;
  stripsAfter: boolean;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`'(?<single>(?:[^'\\]|\\[^])*)'`,
    String.raw`"(?<double>(?:[^"\\]|\\[^])*)"`,
    String.raw`(?<number>\d[\d_]*(?:\.\d+)?(?:[eE][\-+]?\d+)?)`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<sign>\/\/|\*\*|==|!=|<=|>=|[\-+*\/%~\(\)\[\]\{\}.,:\|<>=])`,
  ].join("|"),
  "vy",
);
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"', "\n": "" };
const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Reads tokens from `start` up to the closing sign, which does not count inside of strings and brackets. */
export function scanExpression(source: string, start: number, closing: "}}" | "%}"): ScannedExpression {
  const tokens: Token[] = [];
  const open: string[] = [];
  for (let at = start; at < source.length; at = TOKEN.lastIndex) {
    const mark = /[-+]/.test(source[at] ?? "") ? 1 : 0;
    if (open.length === 0 && source.startsWith(closing, at)) return { tokens, end: at + 2, stripsAfter: false };
    if (open.length === 0 && mark === 1 && source.startsWith(closing, at + 1)) {
      return { tokens, end: at + 3, stripsAfter: source[at] === "-" };
    }
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(source)?.groups;
    if (groups === undefined) throw new TemplateFault(`${JSON.stringify(source[at])} is not understood`);
    const token = toToken(groups);
    if (token !== null) tokens.push(token);
    if (token?.kind === "sign") balance(open, token.text);
  }
  throw new TemplateFault(`a ${closing} is missing`);
}

/** Null for space. */
function toToken({ single, double, number, name, sign }: Readonly<Record<string, string | undefined>>): Token | null {
  const string = single ?? double;
  if (string !== undefined) return { kind: "string", text: unescape(string) };
  if (number !== undefined) return { kind: "number", text: number.replaceAll("_", "") };
  if (name !== undefined) return { kind: "name", text: name };
  return sign === undefined ? null : { kind: "sign", text: sign };
}

/** Keeps the brackets that wait for their end. */
function balance(open: string[], sign: string): void {
  const closer = CLOSERS[sign];
  if (closer !== undefined) open.push(closer);
  else if (/^[)\]}]$/.test(sign) && open.pop() !== sign) throw new TemplateFault(`there is a ${sign} too many`);
}

/** Python's escapes of a string. What is none stays as it is. */
function unescape(text: string): string {
  return text.replaceAll(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/g, (whole, byte, short, long, char) => {
    const code = byte ?? short ?? long;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(String(code), 16));
    return ESCAPES[String(char)] ?? whole;
  });
}
