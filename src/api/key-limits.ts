import type { Budget, CallerLimits } from "../gateway/index.ts";
import type { KeyView, NewKey } from "./key.ts";
import type { KeyRow } from "./store.ts";

const NANOS_PER_MICRO = 1000;

/** What the gateway holds a key to; undefined where it has no such limit. */
export function limitsOf(row: KeyRow): CallerLimits | undefined {
  const budget = budgetOf(row);
  const { tokens_per_minute: tokensPerMinute, cache_seconds: cacheSeconds } = row;
  if (budget === null && tokensPerMinute === null && cacheSeconds === null) return undefined;
  return { keyId: row.id, tokensPerMinute, budget, cacheSeconds };
}

export function budgetOf({ id, name, budget_micros: micros, budget_tokens: tokens, budget_period: period }: KeyRow): Budget | null {
  if (micros === null && tokens === null) return null;
  return { keyId: id, name, nanos: micros === null ? null : micros * NANOS_PER_MICRO, tokens, period };
}

/** The row in the form in which a key is made. */
export function toNewKey(row: KeyRow): Omit<NewKey, "name"> {
  const { budget_micros: micros, budget_tokens: tokens, budget_period: period } = row;
  return {
    scopes: row.scopes,
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
    budget: budgetOf(row) && { micros, tokens, period },
    cacheSeconds: row.cache_seconds,
  };
}

interface Standing {
  periodStart: Date;
  spent: { nanos: number; tokens: number };
  held: { nanos: number; tokens: number };
}

/** A key as it may be shown. @param standing of its budget in the present period; undefined: nothing was spent */
export function toKeyView(row: KeyRow, standing: Standing | undefined): KeyView {
  return {
    name: row.name,
    scopes: row.scopes,
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
    cacheSeconds: row.cache_seconds,
    budget: budgetOf(row) && toBudgetView(row, standing),
    createdAt: row.created_at.toISOString(),
  };
}

function toBudgetView({ budget_micros: micros, budget_tokens: tokens, budget_period: period }: KeyRow, standing: Standing | undefined) {
  const spent = standing?.spent ?? { nanos: 0, tokens: 0 };
  const held = standing?.held ?? { nanos: 0, tokens: 0 };
  return {
    micros,
    tokens,
    period,
    since: standing && period !== "total" ? standing.periodStart.toISOString() : null,
    spent: { micros: spent.nanos / NANOS_PER_MICRO, tokens: spent.tokens },
    // A process takes a little of what is not limited ahead as well: nobody waits for that.
    reserved: { micros: micros === null ? 0 : held.nanos / NANOS_PER_MICRO, tokens: tokens === null ? 0 : held.tokens },
    left: {
      micros: leftOf(micros, (spent.nanos + held.nanos) / NANOS_PER_MICRO),
      tokens: leftOf(tokens, spent.tokens + held.tokens),
    },
  };
}

function leftOf(cap: number | null, used: number): number | null {
  return cap === null ? null : Math.max(0, cap - used);
}
