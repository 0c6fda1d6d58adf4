import type { Budget } from "./budgets/index.ts";

/** Who asks, and what it may use. */
export interface GatewayCaller {
  /** Name of the key. */
  name: string;
  /** undefined: a caller without a row of its own, or a key without limits. */
  limits?: CallerLimits | undefined;
}

export interface CallerLimits {
  /** The key's row: a new key of the same name is another. */
  keyId: number;
  /** null: no limit. */
  tokensPerMinute: number | null;
  budget: Budget | null;
  /** Seconds for which an answer may be given again; null: never. */
  cacheSeconds: number | null;
}
