import { isWhitespaceAt } from "./whitespace.ts";

/** `str.lstrip()`. */
export function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && isWhitespaceAt(text, start)) start++;
  return start === 0 ? text : text.slice(start);
}

/** `str.rstrip()`. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isWhitespaceAt(text, end - 1)) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** `str.strip()`. */
export function strip(text: string): string {
  return stripEnd(stripStart(text));
}
