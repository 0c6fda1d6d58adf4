import { isDeepStrictEqual } from "node:util";
import type { JournalEntry } from "../ledger/index.ts";
import { allocate, allocationSchema, allocationText, type Allocation } from "./allocation.ts";
import type { Standing } from "./rank-entries.ts";

/** From what a pool was paid out, and to whom: enough for anybody to work the payouts out again. Amounts are digits. */
export interface Settlement {
  pool: string;
  funder: string;
  funds: string;
  allocation: unknown;
  /** Brackets say which neighbours the questions do not tell apart. */
  entries: { id: string; participant: string; correct: number; answered: number; total: number; joinedAt: string; bracket: number }[];
  payouts: { id: string; participant: string; place: number; amount: string }[];
  refund: string;
}

export interface Settled {
  pool: string;
  funder: string;
  funds: bigint;
  allocation: Allocation;
  entries: (Standing & { participant: string; bracket: number })[];
}

/** Splits a pool's funds by its rule and the standings of its entries. Pure: the same input always gives the same statement. */
export function settle({ pool, funder, funds, allocation, entries }: Settled): Settlement {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const split = allocate(funds, allocation, entries, (better, worse) => byId.get(better.id)?.bracket === byId.get(worse.id)?.bracket);
  return {
    pool,
    funder,
    funds: String(funds),
    allocation: JSON.parse(allocationText(allocation)),
    entries: entries.map(({ joinedAt, ...entry }) => ({ ...entry, joinedAt: joinedAt.toISOString() })),
    payouts: split.payouts.map(({ id, place, amount }) => ({
      id,
      participant: byId.get(id)?.participant ?? "",
      place,
      amount: String(amount),
    })),
    refund: String(split.refund),
  };
}

/** Works a statement out again from what it says it was made of. @returns whether it comes out the same */
export function isRight(statement: Settlement): boolean {
  const again = settle({
    ...statement,
    funds: BigInt(statement.funds),
    allocation: allocationSchema.parse(statement.allocation),
    entries: statement.entries.map((entry) => ({ ...entry, joinedAt: new Date(entry.joinedAt) })),
  });
  return isDeepStrictEqual([again.payouts, again.refund], [statement.payouts, statement.refund]);
}

/**
 * Holds the payouts that a journal shows against the statements in it.
 * @returns what is wrong, one sentence each; the numbers of settlements and payouts that were checked
 */
export function checkPayouts(entries: Iterable<JournalEntry>): { faults: string[]; settlements: number; payouts: number } {
  const statements = new Map<string, Settlement>();
  const paid = new Map<string, Map<string, string>>();
  for (const { reason, links, id, credit, amount } of entries) {
    if (reason !== "payout" && reason !== "refund") continue;
    const { pool, settlement } = JSON.parse(links) as { pool: string; settlement?: Settlement };
    if (settlement) statements.set(pool, settlement);
    const ofPool = paid.get(pool) ?? new Map<string, string>();
    ofPool.set(id, `${credit} ${amount}`);
    paid.set(pool, ofPool);
  }
  const faults: string[] = [];
  let payouts = 0;
  for (const [pool, ofPool] of paid) {
    const statement = statements.get(pool);
    if (!statement) continue; // cancelled: all of it went back
    if (!isRight(statement)) faults.push(`The pool ${pool}: its payouts do not follow from its rule and standings.`);
    const expected = new Map(transfersOf(statement).map(({ id, to, amount }) => [id, `${to} ${amount}`]));
    payouts += expected.size;
    for (const id of new Set([...expected.keys(), ...ofPool.keys()])) {
      const [is, should] = [ofPool.get(id), expected.get(id)];
      if (is !== should) faults.push(`The pool ${pool}: ${id} is ${is ?? "missing"}; by the settlement it is ${should ?? "none"}.`);
    }
  }
  return { faults, settlements: statements.size, payouts };
}

/** The transfers that a settlement makes; their ids are derived from pool and entry, so that a repeated one pays nothing. */
export function transfersOf({
  pool,
  funder,
  payouts,
  refund,
}: Settlement): { id: string; to: string; amount: string; reason: "payout" | "refund" }[] {
  const wins = payouts.map(({ id, participant, amount }) => ({
    id: `payout:${pool}:${id}`,
    to: participant,
    amount,
    reason: "payout" as const,
  }));
  return refund === "0" ? wins : [...wins, { id: `refund:${pool}`, to: funder, amount: refund, reason: "refund" as const }];
}
