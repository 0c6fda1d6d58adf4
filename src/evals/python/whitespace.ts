/** What `str.isspace()` and `\s` mean in Python, as the inside of a character class (U+FEFF is not, U+001C to U+001F and U+0085 are). */
export const WHITESPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const SPACES = new Set<number>([
  9,
  10,
  11,
  12,
  13,
  0x1c,
  0x1d,
  0x1e,
  0x1f,
  0x20,
  0x85,
  0xa0,
  0x1680,
  0x2028,
  0x2029,
  0x202f,
  0x205f,
  0x3000,
  ...Array.from({ length: 11 }, (_, at) => 0x2000 + at),
]);

/** Whether the UTF-16 unit at `at` is whitespace to Python. All of Python's whitespace lies in the basic plane. */
export function isWhitespaceAt(text: string, at: number): boolean {
  return SPACES.has(text.charCodeAt(at));
}

const RUN = new RegExp(`[${WHITESPACE}]+`);

/** `re.split(r"\s+", text)`: also the empty texts at the ends. */
export function splitWords(text: string): string[] {
  return text.split(RUN);
}
