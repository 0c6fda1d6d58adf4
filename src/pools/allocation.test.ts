import fc from "fast-check";
import { expect, test } from "vitest";
import { allocate, allocationSchema, type Allocation } from "./allocation.ts";
import { compareStandings, isEligible, type Standing } from "./rank-entries.ts";

const NOON = new Date("2026-11-24T12:00:00.000Z");

function standing(id: string, correct: number, over: Partial<Standing> = {}): Standing {
  const total = over.total ?? 100;
  return { id, correct, answered: total, joinedAt: NOON, ...over, total };
}

function rule(name: "ArithmeticDecrease" | "WinnerTakesAll" | "Proportional", ties: "order" | "share" = "order"): Allocation {
  return allocationSchema.parse({ rule: { name }, ties });
}

function amounts(funds: bigint, allocation: Allocation, standings: Standing[], isTied?: (a: Standing, b: Standing) => boolean): string {
  const { payouts, refund } = allocate(funds, allocation, standings, isTied);
  return [...payouts.map(({ id, amount }) => `${id} ${amount}`), `refund ${refund}`].join(", ");
}

test("arithmetic decrease pays ten places 10 to 1 of 55, the best first, also with more entries", () => {
  const twelve = Array.from({ length: 12 }, (_, index) => standing(`e${index + 1}`, 90 - index));
  const { payouts, refund } = allocate(5500n, rule("ArithmeticDecrease"), twelve.toReversed());
  expect(payouts.map(({ amount }) => amount)).toEqual([1000n, 900n, 800n, 700n, 600n, 500n, 400n, 300n, 200n, 100n]);
  expect(payouts[0]).toEqual({ id: "e1", place: 1, amount: 1000n });
  expect(refund).toBe(0n);
});

test("fewer who finished are fewer places, and units that do not divide go to the largest remainders", () => {
  const three = [standing("a", 3), standing("b", 2), standing("c", 1)];
  expect(amounts(100n, rule("ArithmeticDecrease"), three)).toBe("a 50, b 33, c 17, refund 0");
  expect(amounts(1n, rule("ArithmeticDecrease"), three)).toBe("a 1, refund 0");
  expect(amounts(100n, rule("ArithmeticDecrease"), [standing("a", 1)])).toBe("a 100, refund 0");
});

test("who has not finished, or was never right, is not paid, and without anybody the funder has it back", () => {
  const none = [standing("a", 0), standing("b", 99, { answered: 99 }), standing("c", 0, { total: 0 })];
  expect(amounts(100n, rule("ArithmeticDecrease"), none)).toBe("refund 100");
  expect(amounts(100n, rule("ArithmeticDecrease"), [...none, standing("d", 1)])).toBe("d 100, refund 0");
});

test("equals go by earlier joining, then by id", () => {
  const later = new Date(NOON.getTime() + 1);
  const tied = [standing("a", 5, { joinedAt: later }), standing("c", 5), standing("b", 5)];
  expect(amounts(60n, rule("ArithmeticDecrease"), tied)).toBe("b 30, c 20, a 10, refund 0");
  expect(amounts(60n, rule("WinnerTakesAll"), tied)).toBe("b 60, refund 0");
});

test("entries that the data do not tell apart share the sum of their places", () => {
  const isTied = (better: Standing, worse: Standing) => better.correct - worse.correct < 2;
  const entries = [standing("a", 9), standing("b", 8), standing("c", 4), standing("d", 1)];
  expect(amounts(100n, rule("ArithmeticDecrease", "share"), entries, isTied)).toBe("a 35, b 35, c 20, d 10, refund 0");
  expect(amounts(101n, rule("WinnerTakesAll", "share"), entries, isTied)).toBe("a 51, b 50, refund 0");
});

test("in proportion to the scores, whatever their denominators; by a table of shares; by amounts, whose rest goes back", () => {
  const entries = [standing("a", 2, { total: 4 }), standing("b", 1, { total: 4 }), standing("c", 3, { total: 12 })];
  expect(amounts(100n, rule("Proportional"), entries)).toBe("a 50, b 25, c 25, refund 0");
  const table = allocationSchema.parse({ rule: { name: "Table", shares: ["5", "3", "2"] } });
  expect(amounts(100n, table, entries.slice(0, 2))).toBe("a 63, b 37, refund 0");
  const fixed = allocationSchema.parse({ rule: { name: "Amounts", amounts: ["60", "20", "20"] } });
  expect(amounts(100n, fixed, entries.slice(0, 2))).toBe("a 60, b 20, refund 20");
  expect(amounts(70n, fixed, entries)).toBe("a 60, b 10, refund 0");
});

test.each([
  [{ rule: { name: "Table", shares: ["1", "2"] } }],
  [{ rule: { name: "Table", shares: [] } }],
  [{ rule: { name: "Amounts", amounts: ["1.5"] } }],
  [{ rule: { name: "Amounts", amounts: ["-1"] } }],
  [{ rule: { name: "Lottery" } }],
])("%j is no allocation", (input) => {
  expect(allocationSchema.safeParse(input).success).toBe(false);
});

const standings = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    correct: fc.nat(20),
    missing: fc.constantFrom(0, 0, 0, 1),
    total: fc.constantFrom(20, 20, 20, 40, 60),
    joined: fc.nat(2),
  }),
  { maxLength: 14, selector: ({ id }) => id },
);
const allocation = fc.record({
  rule: fc.oneof(
    fc.constantFrom({ name: "ArithmeticDecrease" }, { name: "WinnerTakesAll" }, { name: "Proportional" }),
    fc.record({
      name: fc.constant("Table"),
      shares: fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }).map((list) => list.toSorted((a, b) => b - a).map(String)),
    }),
    fc.record({
      name: fc.constant("Amounts"),
      amounts: fc.array(fc.nat(500), { minLength: 1, maxLength: 5 }).map((list) => list.toSorted((a, b) => b - a).map(String)),
    }),
  ),
  ties: fc.constantFrom("order", "share"),
});

/** How many pools are drawn: `ASSAY_POOLS=1000000` for a long run. */
const RUNS = Number(process.env["ASSAY_POOLS"] ?? 20_000);

test(
  "whatever the pool: every unit is accounted for, nobody better gets less, and the order of the entries changes nothing",
  { timeout: 3_600_000 },
  () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 20n), allocation, standings, fc.nat(6), (funds, chosen, drawn, gap) => {
        const parsed = allocationSchema.parse(chosen);
        const entries: Standing[] = drawn.map(({ id, correct, missing, total, joined }) => ({
          id,
          correct,
          total,
          answered: total - missing,
          joinedAt: new Date(joined),
        }));
        const isTied = (a: Standing, b: Standing) => a.correct / a.total - b.correct / b.total < gap / 20;
        const { payouts, refund } = allocate(funds, parsed, entries, isTied);
        const paid = payouts.reduce((sum, { amount }) => sum + amount, 0n);
        expect(paid + refund).toBe(funds);
        expect(refund >= 0n && payouts.every(({ amount }) => amount > 0n)).toBe(true);
        const amountOf = new Map(payouts.map(({ id, amount }) => [id, amount]));
        const best = entries.filter(isEligible).toSorted(compareStandings);
        const inOrder = best.map(({ id }) => amountOf.get(id) ?? 0n);
        expect(inOrder.every((amount, index) => index === 0 || amount <= (inOrder[index - 1] ?? 0n))).toBe(true);
        expect(payouts.every(({ id }) => best.some((entry) => entry.id === id))).toBe(true);
        expect(allocate(funds, parsed, entries.toReversed(), isTied)).toEqual({ payouts, refund });
        // A list of amounts, or shares of nothing, may leave something to the funder; the other rules pay all of it where anybody is eligible.
        const paysAll = ["ArithmeticDecrease", "WinnerTakesAll", "Proportional"].includes(parsed.rule.name) && best.length > 0;
        expect(!paysAll || refund === 0n).toBe(true);
      }),
      { numRuns: RUNS },
    );
  },
);
