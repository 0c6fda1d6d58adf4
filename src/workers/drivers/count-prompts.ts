/**
 * How many texts a `prompt` or `input` holds: a string, an array of them, the token ids of one, or an array of token ids.
 * 1 for what is none of these: the endpoint says what is wrong with it.
 */
export function countPrompts(value: unknown): number {
  if (!Array.isArray(value) || typeof value[0] === "number") return 1;
  return Math.max(1, value.length);
}
