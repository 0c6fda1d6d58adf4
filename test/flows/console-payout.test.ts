import fc from "fast-check";
import { expect, test } from "vitest";
import { ISSUANCE, readJournal, reserveFunds, toJournalLine, transferFunds, voidReservation } from "../../src/ledger/index.ts";
import { cancelPool, createPool, settlePool } from "../../src/pools/index.ts";
import { settle } from "../../src/pools/settlement.ts";
import { checkPayout, type PayoutCheck } from "../../web/src/pools/check-payout.ts";
import { workOut } from "../../web/src/pools/work-out.ts";
import type { JournalLine, Settlement } from "../../web/src/api/types.ts";
import { addFunderAndWorkers, settledPool } from "../support/settled-pool.ts";
import { startTestServer } from "../support/server.ts";

const units = fc.bigInt({ min: 0n, max: 10n ** 30n });
const falling = fc.array(units, { minLength: 1, maxLength: 8 }).map((amounts) => amounts.toSorted((a, b) => (a < b ? 1 : -1)));
const rule = fc.oneof(
  fc.constantFrom({ name: "ArithmeticDecrease" as const }, { name: "WinnerTakesAll" as const }, { name: "Proportional" as const }),
  falling.map((shares) => ({ name: "Table" as const, shares })),
  falling.map((amounts) => ({ name: "Amounts" as const, amounts })),
);
const entry = fc.record({
  total: fc.integer({ min: 0, max: 6 }),
  lacking: fc.integer({ min: 0, max: 1 }),
  right: fc.nat(6),
  joined: fc.nat(3),
});

test("the console's own allocation comes to the same unit as the server's, whatever the rule, the ties and the standings", () => {
  fc.assert(
    fc.property(
      units,
      rule,
      fc.constantFrom("order" as const, "share" as const),
      fc.array(entry, { maxLength: 14 }),
      fc.nat(3),
      (funds, one, ties, drawn, width) => {
        const entries = drawn.map(({ total, lacking, right, joined }, index) => ({
          id: `e${index}`,
          participant: `p${index % 3}`,
          total,
          answered: Math.max(0, total - lacking),
          correct: Math.min(right, Math.max(0, total - lacking)),
          joinedAt: new Date(joined),
          bracket: Math.floor(index / (width + 1)),
        }));
        const statement = settle({ pool: "p", funder: "f", funds, allocation: { rule: one, ties }, entries });
        expect(workOut(statement)).toEqual({ payouts: statement.payouts, refund: statement.refund });
      },
    ),
    { numRuns: 2000 },
  );
});

async function check(settlement: Settlement | null, pool: string, lines: readonly JournalLine[]): Promise<PayoutCheck> {
  async function* pages() {
    for (let start = 0; start < lines.length; start += 2) yield lines.slice(start, start + 2);
  }
  return checkPayout({ id: pool, token: "TEST", settlement }, pages());
}

test("a settled pool holds; a changed amount, receiver, score, order, page or statement does not", { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  const { db } = server.app;
  await addFunderAndWorkers(server);
  const { id, settlement } = await settledPool(server);
  await reserveFunds(db, { id: "r", token: "TEST", debit: "ann", credit: "bob", amount: 5n }, new Date());
  await voidReservation(db, { id: "v", token: "TEST", pendingId: "r" }, new Date());
  await transferFunds(db, { id: "late", token: "TEST", debit: "ann", credit: `pool:${id}`, amount: 1n }, new Date());
  const lines = (await readJournal(db, { token: "TEST" })).map(toJournalLine);

  const right = await check(settlement, id, lines);
  expect(right.faults).toEqual([]);
  expect(right.lines).toBe(lines.length);
  expect(right.head).toBe(lines.at(-1)?.hash);
  expect(right.checked.map(({ line }) => line.reason)).toEqual(["fund", "payout", "payout", ""]);

  const change = (reason: string, by: (line: JournalLine) => JournalLine) =>
    lines.map((line) => (line.reason === reason ? by(line) : line));
  const forged: [string, readonly JournalLine[], string][] = [
    ["amount", change("payout", (line) => ({ ...line, amount: String(BigInt(line.amount) + 1n) })), "is due, and not"],
    ["receiver", change("payout", (line) => ({ ...line, credit: "eve" })), "to eve"],
    ["score", change("payout", (line) => ({ ...line, links: line.links.replace('"correct":', '"correct":9') })), "hash does not fit"],
    [
      "one byte",
      change("fund", (line) => ({ ...line, createdAt: line.createdAt.replace(/.Z$/, (end) => (end === "1Z" ? "2Z" : "1Z")) })),
      "hash does not fit",
    ],
    ["missing", lines.filter(({ reason, links }) => reason !== "payout" || links.includes("settlement")), "is missing"],
    ["order", [...lines.slice(0, 2).toReversed(), ...lines.slice(2)], "its number should be"],
    ["no JSON", change("payout", (line) => ({ ...line, links: "{" })), "cannot be read"],
    ["no lines", [], "no payout of this pool"],
  ];
  for (const [name, changed, says] of forged) expect((await check(settlement, id, changed)).faults.join(" "), name).toContain(says);
  const shown = { ...settlement, refund: "7" };
  expect((await check(shown, id, lines)).faults).toEqual(["The settlement that this page shows is not the journal's."]);
});

test("a journal whose hashes were all made anew still shows a payout that does not follow from its statement", async () => {
  await using server = await startTestServer();
  const { db, pools } = server.app;
  const now = new Date();
  await transferFunds(db, { id: "mint", token: "TEST", debit: ISSUANCE, credit: "funder", amount: 100n }, now);
  const { pool } = await createPool(
    pools,
    { funder: "funder", token: "TEST", funds: 10n, task: "fresh_arithmetic", periodMs: 1000 },
    { id: "a" },
  );
  const links = {
    pool: pool.id,
    settlement: settle({ pool: pool.id, funder: "funder", funds: 9n, allocation: pool.allocation, entries: [] }),
  };
  await transferFunds(
    db,
    {
      id: `payout:${pool.id}:x`,
      token: "TEST",
      debit: `pool:${pool.id}`,
      credit: "eve",
      amount: 10n,
      reason: "payout",
      links: JSON.parse(JSON.stringify(links)),
    },
    now,
  );
  const lines = (await readJournal(db, { token: "TEST" })).map(toJournalLine);
  expect((await check(links.settlement, pool.id, lines)).faults).toEqual([
    expect.stringContaining("The statement splits 9; the pool's account held 10"),
    expect.stringContaining("nothing is due by the settlement"),
    expect.stringContaining(`The payment refund:${pool.id} of 9 to funder is missing`),
  ]);
  const empty = await createPool(pools, { funder: "funder", token: "TEST", funds: 10n, task: "fresh_logic" }, { id: "b" });
  const later = { ...pools, now: () => new Date(Date.now() + 31 * 86_400_000) };
  const { settlement } = await settlePool(later, empty.pool.id);
  const all = (await readJournal(db, { token: "TEST" })).map(toJournalLine);
  expect((await check(settlement, empty.pool.id, all)).faults).toEqual([]);
  const off = await createPool(pools, { funder: "funder", token: "TEST", funds: 10n, task: "fresh_logic" }, { id: "c" });
  await cancelPool(pools, off.pool.id);
  const cancelled = (await readJournal(db, { token: "TEST" })).map(toJournalLine);
  expect((await check(null, off.pool.id, cancelled)).faults.join(" ")).toContain("carries no statement");
});
