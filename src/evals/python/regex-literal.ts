/** A code point as a literal, inside or outside a character class of a `v` pattern. */
export function literal(char: string): string {
  if (/^[A-Za-z0-9_ ]$/.test(char) || (char.codePointAt(0) ?? 0) > 0x7f) return char;
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
