/** Money and tokens that are reserved, held or spent together. */
export interface Amount {
  /** Billionths of the account currency: whole, below 2^53. */
  nanos: number;
  tokens: number;
}

export const NOTHING: Amount = { nanos: 0, tokens: 0 };

export function plus(a: Amount, b: Amount): Amount {
  return { nanos: a.nanos + b.nanos, tokens: a.tokens + b.tokens };
}

export function minus(a: Amount, b: Amount): Amount {
  return { nanos: a.nanos - b.nanos, tokens: a.tokens - b.tokens };
}

/** The smaller of each. */
export function least(a: Amount, b: Amount): Amount {
  return { nanos: Math.min(a.nanos, b.nanos), tokens: Math.min(a.tokens, b.tokens) };
}

/** The larger of each. */
export function most(a: Amount, b: Amount): Amount {
  return { nanos: Math.max(a.nanos, b.nanos), tokens: Math.max(a.tokens, b.tokens) };
}
