const REPLACEMENT = "\u{FFFD}";

/**
 * The same text as PostgreSQL can hold it: NUL, which `text` and `jsonb` refuse, and lone surrogates, which are not
 * UTF-8, become U+FFFD. For everything that models and other outsiders wrote.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", REPLACEMENT);
}
