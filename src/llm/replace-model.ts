const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MODEL = Buffer.from('"model"');
const OPENS: ReadonlySet<number | undefined> = new Set([0x7b, 0x5b]);
const CLOSES: ReadonlySet<number | undefined> = new Set([0x7d, 0x5d]);
const SPACE: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * The same JSON object with another `model`, every other byte as it was: numbers keep their digits, and a long prompt is not
 * written anew. Undefined where that is not plainly possible: no model, two, one that is no string, or keys with escapes.
 * @param json the text of a valid JSON object, in UTF-8
 */
export function replaceModel(json: Uint8Array, model: string): Buffer | undefined {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  let found: { start: number; end: number } | undefined;
  let depth = 0;
  let isKey = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (OPENS.has(byte)) isKey = ++depth === 1;
    else if (CLOSES.has(byte)) depth -= 1;
    else if (byte === COMMA && depth === 1) isKey = true;
    if (byte !== QUOTE) continue;
    const end = endOfString(bytes, at);
    if (isKey) {
      const key = bytes.subarray(at, end);
      if (key.includes(BACKSLASH)) return undefined;
      if (key.equals(MODEL)) {
        const start = startOfValue(bytes, end);
        if (found || bytes[start] !== QUOTE) return undefined;
        found = { start, end: endOfString(bytes, start) };
      }
      isKey = false;
    }
    at = end - 1;
  }
  return found && Buffer.concat([bytes.subarray(0, found.start), Buffer.from(JSON.stringify(model)), bytes.subarray(found.end)]);
}

/** After the closing quote of the string that opens here. */
function endOfString(bytes: Buffer, opening: number): number {
  let quote = bytes.indexOf(QUOTE, opening + 1);
  while (quote !== -1 && isEscaped(bytes, quote)) quote = bytes.indexOf(QUOTE, quote + 1);
  return quote === -1 ? bytes.length : quote + 1;
}

/** An odd number of backslashes stands before it. */
function isEscaped(bytes: Buffer, at: number): boolean {
  let first = at;
  while (bytes[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

/** After a key: past the colon and the white space around it. */
function startOfValue(bytes: Buffer, afterKey: number): number {
  let at = bytes.indexOf(":", afterKey) + 1;
  while (SPACE.has(bytes[at])) at += 1;
  return at;
}
