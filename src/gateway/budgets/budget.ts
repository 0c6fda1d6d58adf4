import type { Amount } from "./amount.ts";

export const PERIODS = ["total", "day", "month"] as const;
export type Period = (typeof PERIODS)[number];

/** What the holder of a key may spend in a period. */
export interface Budget {
  /** The key's row. */
  keyId: number;
  /** The key's name, for sentences. */
  name: string;
  /** Billionths of the account currency; null: money is not limited. */
  nanos: number | null;
  /** null: tokens are not limited. */
  tokens: number | null;
  period: Period;
}

/** The budget as an amount; what is not limited is infinite. */
export function capOf({ nanos, tokens }: Pick<Budget, "nanos" | "tokens">): Amount {
  return { nanos: nanos ?? Infinity, tokens: tokens ?? Infinity };
}

/** When the period began that `now` is in, in UTC. A budget without a period began in 1970. */
export function periodStart(period: Period, now: Date): Date {
  if (period === "total") return new Date(0);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), period === "day" ? now.getUTCDate() : 1));
}
