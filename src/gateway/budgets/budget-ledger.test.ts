import fc from "fast-check";
import { expect, test } from "vitest";
import { openTestDatabase } from "../../../test/support/database.ts";
import type { Db } from "../../db/index.ts";
import type { Budget } from "./budget.ts";
import { BudgetLedger } from "./budget-ledger.ts";
import { selectSpending } from "./store.ts";

const NOW = new Date("2026-11-24T21:00:00Z");
const log = { warn() {} };

async function addKey(db: Db, name: string): Promise<number> {
  const [row] = await db.query<{ id: number }>("insert into api_key (name, key_hash, scopes) values ($1, $2, '{chat}') returning id", [
    name,
    Buffer.from(name),
  ]);
  return row?.id ?? 0;
}

const budgetOf = (keyId: number, limits: Partial<Budget>): Budget => ({
  keyId,
  name: "trial",
  nanos: null,
  tokens: null,
  period: "total",
  ...limits,
});

async function standing(db: Db, keyId: number, periodStart = new Date(0)) {
  const [row] = await selectSpending(db, [{ keyId, periodStart }]);
  return row && { spent: row.spent, held: row.held };
}

test("processes that reserve and settle at the same time never spend or hold more than the budget", { timeout: 120_000 }, async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  let number = 0;
  const call = fc.record({ ledger: fc.nat(2), need: fc.nat(60), share: fc.double({ min: 0, max: 1.5, noNaN: true }), turns: fc.nat(6) });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.array(call, { minLength: 1, maxLength: 40 }), async (cap, calls) => {
      const keyId = await addKey(db, `key-${number++}`);
      const budget = budgetOf(keyId, { nanos: cap, tokens: cap * 2 });
      const ledgers: BudgetLedger[] = [];
      for (let i = 0; i < 3; i++) ledgers.push(await BudgetLedger.open({ db, log, now: () => NOW }));
      let charged = 0;
      const outcomes = await Promise.all(
        calls.map(async ({ ledger, need, share, turns }) => {
          const from = ledgers[ledger] as BudgetLedger;
          const amount = { nanos: need, tokens: need };
          const reservation = from.tryReserve(budget, amount) ?? (await from.reserve(budget, amount).catch((error: unknown) => error));
          if (reservation instanceof Error) return reservation;
          for (let turn = 0; turn < turns; turn++) await db.query("select 1");
          const used = Math.floor(need * share);
          charged += (reservation as { settle(used: object): { nanos: number } }).settle({ nanos: used, tokens: used }).nanos;
          return undefined;
        }),
      );
      const midway = await standing(db, keyId);
      expect((midway?.spent.nanos ?? 0) + (midway?.held.nanos ?? 0)).toBeLessThanOrEqual(cap);
      for (const ledger of ledgers) await ledger[Symbol.asyncDispose]();
      const end = await standing(db, keyId);
      const nothing = { nanos: 0, tokens: 0 };
      expect(end ?? { spent: nothing, held: nothing }).toEqual({ spent: { nanos: charged, tokens: charged }, held: nothing });
      expect(charged).toBeLessThanOrEqual(cap);
      for (const refused of outcomes.filter((one) => one !== undefined)) expect(refused).toMatchObject({ code: "over_budget" });
      // Where all fit at once, nobody is refused.
      const allFit = calls.reduce((sum, { need }) => sum + need, 0) <= cap / 2;
      expect(allFit && outcomes.some((one) => one !== undefined)).toBe(false);
    }),
    { numRuns: 25 },
  );
});

test("what is reserved is held in the database until it is settled, also when the lease was just given back", async () => {
  await using own = await openTestDatabase();
  const keyId = await addKey(own.db, "trial");
  await using ledger = await BudgetLedger.open({ db: own.db, log, now: () => NOW });
  const heldNanos = async () => (await standing(own.db, keyId))?.held.nanos;
  const small = budgetOf(keyId, { nanos: 300 });
  const large = budgetOf(keyId, { nanos: 10_000 });
  for (let round = 0; round < 5; round++) {
    // A refusal that comes while the lease of the one before is given back makes the ledger forget it with a booking still to come.
    for (let refusal = 0; refusal < 40; refusal++) await ledger.reserve(small, { nanos: 400, tokens: 0 }).catch(() => {});
    await expect.poll(heldNanos, { interval: 1 }).toBe(0);
    const reservation = await ledger.reserve(large, { nanos: 350, tokens: 0 });
    for (let look = 0; look < 120; look++) expect(await heldNanos()).toBeGreaterThanOrEqual(350);
    reservation.settle({ nanos: 0, tokens: 0 });
    await expect.poll(heldNanos, { interval: 1 }).toBe(0);
  }
});

test("a refusal says what is left and what the request may take", async () => {
  await using own = await openTestDatabase();
  const keyId = await addKey(own.db, "trial");
  await using ledger = await BudgetLedger.open({ db: own.db, log, now: () => NOW });
  const budget = budgetOf(keyId, { nanos: 2_500_000_000, period: "month" });
  const first = await ledger.reserve(budget, { nanos: 2_000_000_000, tokens: 10 });
  await expect(ledger.reserve(budget, { nanos: 600_000_000, tokens: 10 })).rejects.toThrow(
    "The key trial has a budget of 2.5 a month: 2.5 is left, 2 of it set aside for requests under way, and this request may take 0.6.",
  );
  expect(first.settle({ nanos: 9e12, tokens: 5 })).toEqual({ nanos: 2_000_000_000, tokens: 5 });
  expect(first.settle({ nanos: 9e12, tokens: 5 })).toEqual({ nanos: 0, tokens: 0 });
  const tokens = budgetOf(await addKey(own.db, "b"), { tokens: 5 });
  await expect(ledger.reserve(tokens, { nanos: 0, tokens: 6 })).rejects.toThrow(
    "The key trial has a budget of 5 tokens: 5 tokens is left, and this request may take 6 tokens.",
  );
});

test("what is settled is booked by itself, and a process without requests holds nothing", async () => {
  await using own = await openTestDatabase();
  const keyId = await addKey(own.db, "trial");
  await using ledger = await BudgetLedger.open({ db: own.db, log, now: () => NOW });
  const budget = budgetOf(keyId, { nanos: 1_000_000 });
  const reservation = await ledger.reserve(budget, { nanos: 1_000, tokens: 10 });
  expect((await standing(own.db, keyId))?.held.nanos).toBeGreaterThanOrEqual(1_000);
  reservation.settle({ nanos: 400, tokens: 7 });
  const nothing = { nanos: 0, tokens: 0 };
  await expect.poll(() => standing(own.db, keyId)).toEqual({ spent: { nanos: 400, tokens: 7 }, held: nothing });
});

test("a lease that its process does not renew is free for others when it expires", async () => {
  await using own = await openTestDatabase();
  const keyId = await addKey(own.db, "trial");
  const budget = budgetOf(keyId, { nanos: 1_000 });
  await using stalled = await BudgetLedger.open({ db: own.db, log, now: () => NOW, leaseMs: 3_600_000 });
  const slow = await stalled.reserve(budget, { nanos: 1_000, tokens: 0 });
  await using other = await BudgetLedger.open({ db: own.db, log, now: () => NOW });
  // The embedded engine's second ledger took it for one of a dead process.
  if (own.db.embedded)
    await own.db.query("insert into key_lease select $1, 'epoch', gen_random_uuid(), 1000, 0, now() + interval '1 hour'", [keyId]);
  await expect(other.reserve(budget, { nanos: 1, tokens: 0 })).rejects.toMatchObject({ code: "over_budget" });
  await own.db.query("update key_lease set expires_at = now()");
  const next = await other.reserve(budget, { nanos: 1_000, tokens: 0 });
  next.settle({ nanos: 300, tokens: 0 });
  slow.settle({ nanos: 200, tokens: 0 });
  await expect.poll(async () => (await standing(own.db, keyId))?.spent.nanos).toBe(500);
});

test("a day's budget begins anew at midnight UTC, a month's on the first", async () => {
  await using own = await openTestDatabase();
  const keyId = await addKey(own.db, "trial");
  let now = new Date("2026-11-30T23:59:59.999Z");
  await using ledger = await BudgetLedger.open({ db: own.db, log, now: () => now });
  for (const period of ["day", "month"] as const) {
    now = new Date("2026-11-30T23:59:59.999Z");
    const budget = budgetOf(keyId, { nanos: 10, period });
    (await ledger.reserve(budget, { nanos: 10, tokens: 0 })).settle({ nanos: 10, tokens: 0 });
    await expect(ledger.reserve(budget, { nanos: 10, tokens: 0 })).rejects.toMatchObject({ code: "over_budget" });
    now = new Date("2026-12-01T00:00:00Z");
    (await ledger.reserve(budget, { nanos: 10, tokens: 0 })).settle({ nanos: 0, tokens: 0 });
  }
});
