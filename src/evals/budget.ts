import { z } from "zod";

const MICROS = 1_000_000;
/** The largest sum of money that is counted exactly in micro-units. */
const MAX_MONEY = 1_000_000_000;

/** Caps on a whole run, over all its workers. What is not named has no cap. */
export const budgetSchema = z
  .strictObject({
    /** Calls of endpoints, repeated ones included. */
    calls: z.int().min(1).optional(),
    /** Tokens of prompts and answers. */
    tokens: z.int().min(1).optional(),
    /** Money, by the workers' prices. */
    usd: z
      .number()
      .min(1 / MICROS)
      .max(MAX_MONEY)
      .optional(),
  })
  .refine((budget) => Object.values(budget).some((cap) => cap !== undefined), "a budget names at least one of calls, tokens, usd");
export type Budget = z.infer<typeof budgetSchema>;

/** What calls cost, or may cost at most. Money in micro-units. */
export interface Charge {
  calls: number;
  tokens: number;
  micros: number;
}

export const NO_CHARGE: Charge = { calls: 0, tokens: 0, micros: 0 };

/** A run's caps and what is charged to it so far. */
export interface BudgetState {
  caps: { [Part in keyof Charge]: number | null };
  charged: Charge;
}

export function addCharges(a: Charge, b: Charge): Charge {
  return { calls: a.calls + b.calls, tokens: a.tokens + b.tokens, micros: a.micros + b.micros };
}

export function subtractCharge(a: Charge, b: Charge): Charge {
  return { calls: a.calls - b.calls, tokens: a.tokens - b.tokens, micros: a.micros - b.micros };
}

/** The caps in the units that are counted in. A fraction of a micro-unit is not spent. */
export function toCaps({ calls, tokens, usd }: Budget): BudgetState["caps"] {
  // Times a million first gets 2.3 wrong by one: the text of the number is what was meant.
  const micros = usd === undefined ? null : Math.floor(Number((usd * MICROS).toPrecision(15)));
  return { calls: calls ?? null, tokens: tokens ?? null, micros };
}

/** Caps as they were asked for. */
export function toBudget({ calls, tokens, micros }: BudgetState["caps"]): Budget {
  return { ...(calls !== null && { calls }), ...(tokens !== null && { tokens }), ...(micros !== null && { usd: micros / MICROS }) };
}

/** Whether a further charge keeps within the caps. */
export function isWithin({ caps, charged }: BudgetState, charge: Charge): boolean {
  return (["calls", "tokens", "micros"] as const).every((part) => {
    const cap = caps[part];
    return cap === null || charge[part] === 0 || charged[part] + charge[part] <= cap;
  });
}
