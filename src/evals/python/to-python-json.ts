import { toPythonRepr } from "./to-python-text.ts";

/**
 * `json.dumps(value, indent=indent, ensure_ascii=False)` of a JSON value, byte for byte: as JavaScript writes it, but that an
 * empty list or mapping takes no line and small numbers are written as Python writes them.
 * @param indent spaces a level; null for one line
 */
export function toPythonJson(value: unknown, indent: number | null = null): string {
  return write(value, indent, "\n");
}

function write(value: unknown, indent: number | null, line: string): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return writeNumber(value);
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = indent === null ? line : line + " ".repeat(indent);
  const items = Array.isArray(value)
    ? value.map((item) => write(item, indent, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${write(item, indent, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (items.length === 0) return open + close;
  return indent === null ? open + items.join(", ") + close : open + inner + items.join(`,${inner}`) + line + close;
}

function writeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  return toPythonRepr(value);
}
