import type { TokenUsage } from "./driver.ts";

const TOKENS_A_PRICE = 1_000_000n;

/** Prices in micro-units of the account currency per million tokens. */
interface Prices {
  inputPrice: number;
  outputPrice: number;
}

/**
 * What an answer costs: whole micro-units, rounded up once for the whole answer, so that what is owed is never less than
 * what the worker asks. Exact for all safe integers.
 */
export function costOfUsage({ inputPrice, outputPrice }: Prices, { promptTokens, completionTokens }: TokenUsage): number {
  const parts = BigInt(promptTokens) * BigInt(inputPrice) + BigInt(completionTokens) * BigInt(outputPrice);
  return Number((parts + TOKENS_A_PRICE - 1n) / TOKENS_A_PRICE);
}
