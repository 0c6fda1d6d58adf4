import { AssayError } from "../lib/errors.ts";

const DIGITS = /^[1-9][0-9]{0,77}$/;

/**
 * Reads an amount of a token's smallest unit. Never a float: a number that lost its last digit would be somebody's money.
 * @throws `invalid_input` for anything but 1 to 78 decimal digits without a leading zero
 */
export function parseAmount(text: string, field = "amount"): bigint {
  if (DIGITS.test(text)) return BigInt(text);
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  throw new AssayError(
    "invalid_input",
    `${field}: ${JSON.stringify(shown)} must be a whole number above 0 in decimal digits, without sign, point or leading zero.`,
    { field },
  );
}
