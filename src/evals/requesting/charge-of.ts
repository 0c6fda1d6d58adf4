import type { TokenUsage } from "../../workers/index.ts";
import type { Charge } from "../budget.ts";

const PRICED_TOKENS = 1_000_000;

/** Micro-units of the account currency per million tokens. */
export interface Prices {
  inputPrice: number;
  outputPrice: number;
}

/** What one call costs; a part of a micro-unit counts as a whole one. */
export function chargeOf({ promptTokens, completionTokens }: TokenUsage, { inputPrice, outputPrice }: Prices): Charge {
  const micros = Math.ceil((promptTokens * inputPrice + completionTokens * outputPrice) / PRICED_TOKENS);
  return { calls: 1, tokens: promptTokens + completionTokens, micros };
}
