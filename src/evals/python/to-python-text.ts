import { PythonTuple } from "./python-tuple.ts";

/** `str(value)` of a JSON value, as Python prints it: `True`, `None`, `['a', 1]`. A number without a fraction prints as an int. */
export function toPythonText(value: unknown): string {
  return typeof value === "string" ? value : toPythonRepr(value);
}

/** A float without a fraction, which prints as `2.0`: JavaScript's own numbers do not tell it from an int. */
export class WholeFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** `repr(value)` of a JSON value. */
export function toPythonRepr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return reprOfString(value);
  if (typeof value === "number") return reprOfNumber(value);
  if (value instanceof WholeFloat) return Math.abs(value.value) < 1e16 ? `${value.value}.0` : reprOfNumber(value.value);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof PythonTuple) return `(${value.map(toPythonRepr).join(", ")}${value.length === 1 ? "," : ""})`;
  if (Array.isArray(value)) return `[${value.map(toPythonRepr).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${toPythonRepr(key)}: ${toPythonRepr(item)}`);
  return `{${entries.join(", ")}}`;
}

function reprOfNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Number.isSafeInteger(value)) return String(value);
  const [mantissa = "", exponent] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 16) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/v;

function reprOfString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const char of text) out += char === quote || char === "\\" ? `\\${char}` : printable(char);
  return out + quote;
}

function printable(char: string): string {
  if (char === "\n") return "\\n";
  if (char === "\r") return "\\r";
  if (char === "\t") return "\\t";
  if (!UNPRINTABLE.test(char)) return char;
  const code = (char.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
}
