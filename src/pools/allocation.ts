import { z } from "zod";
import { divideExactly } from "./divide-exactly.ts";
import { rankEntries, type Standing } from "./rank-entries.ts";

const MOST_PLACES = 1000;
const PLACES_OF_ARITHMETIC_DECREASE = 10;

const unitsSchema = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, "must be a whole number in decimal digits")
  .transform(BigInt);

/** How a pool's funds are split, and what is done with entries that the data do not tell apart. */
export const allocationSchema = z.strictObject({
  rule: z.discriminatedUnion("name", [
    z.strictObject({ name: z.literal("ArithmeticDecrease") }),
    z.strictObject({ name: z.literal("WinnerTakesAll") }),
    z.strictObject({ name: z.literal("Proportional") }),
    z.strictObject({
      name: z.literal("Table"),
      shares: z.array(unitsSchema).min(1).max(MOST_PLACES).refine(isDescending, "must not rise from place to place"),
    }),
    z.strictObject({
      name: z.literal("Amounts"),
      amounts: z.array(unitsSchema).min(1).max(MOST_PLACES).refine(isDescending, "must not rise from place to place"),
    }),
  ]),
  /** `order`: equals go by earlier joining, then by id. `share`: entries that are not resolved share the sum of their places. */
  ties: z.enum(["order", "share"]).default("order"),
});
export type Allocation = z.infer<typeof allocationSchema>;

/** JSON of an allocation; its amounts as digits. */
export function allocationText(allocation: Allocation): string {
  return JSON.stringify(allocation, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

export interface Payout {
  id: string;
  /** 1 is the best. */
  place: number;
  amount: bigint;
}

export interface Split {
  /** By place; every eligible entry that gets something. */
  payouts: Payout[];
  /** What goes back to the funder: all of it where nobody is eligible, or the places of a list of amounts that nobody took. */
  refund: bigint;
}

/**
 * Splits a pool's funds, exactly: payouts and refund always sum to the funds, nobody better gets less, and the order in which entries
 * are given changes nothing. Rounding is by the largest remainder (`divideExactly`).
 * @param funds the smallest unit, not below 0
 * @param isTied of `ties: "share"`: whether an entry and the next better one are not told apart by the data; brackets are chains of such
 */
export function allocate(
  funds: bigint,
  { rule, ties }: Allocation,
  standings: readonly Standing[],
  isTied: (better: Standing, worse: Standing) => boolean = () => false,
): Split {
  const ranked = rankEntries(standings);
  const byPlace = amountsByPlace(funds, rule, ranked);
  const amounts = ties === "share" ? shareTies(byPlace, ranked, isTied) : byPlace;
  const payouts = ranked
    .map(({ id }, index) => ({ id, place: index + 1, amount: amounts[index] ?? 0n }))
    .filter(({ amount }) => amount > 0n);
  return { payouts, refund: funds - payouts.reduce((sum, { amount }) => sum + amount, 0n) };
}

/** What each place gets, the best first; one number a ranked entry. */
function amountsByPlace(funds: bigint, rule: Allocation["rule"], ranked: readonly Standing[]): bigint[] {
  const { length } = ranked;
  switch (rule.name) {
    case "ArithmeticDecrease": {
      const places = Math.min(PLACES_OF_ARITHMETIC_DECREASE, length);
      return divideExactly(
        funds,
        ranked.map((_, index) => BigInt(Math.max(0, places - index))),
      );
    }
    case "WinnerTakesAll":
      return ranked.map((_, index) => (index === 0 ? funds : 0n));
    case "Proportional":
      return divideExactly(funds, proportions(ranked));
    case "Table":
      return divideExactly(
        funds,
        ranked.map((_, index) => rule.shares[index] ?? 0n),
      );
    case "Amounts":
      return ranked.map((_, index) => rule.amounts[index] ?? 0n).map(upTo(funds));
  }
}

/** Gives what is left at most: a list of amounts is checked against the funds when the pool is made, and never pays more than there is. */
function upTo(funds: bigint): (amount: bigint) => bigint {
  let left = funds;
  return (amount) => {
    const given = amount < left ? amount : left;
    left -= given;
    return given;
  };
}

/** Weights in proportion to correct/total, as whole numbers over a common denominator. */
function proportions(ranked: readonly Standing[]): bigint[] {
  const totals = [...new Set(ranked.map(({ total }) => BigInt(total)))];
  const common = totals.reduce((product, total) => (product / gcd(product, total)) * total, 1n);
  return ranked.map(({ correct, total }) => BigInt(correct) * (common / BigInt(total)));
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** Within a bracket of entries that are not told apart each gets the same, to the unit. */
function shareTies(
  byPlace: readonly bigint[],
  ranked: readonly Standing[],
  isTied: (better: Standing, worse: Standing) => boolean,
): bigint[] {
  const shared: bigint[] = [];
  let start = 0;
  for (let index = 1; index <= ranked.length; index++) {
    const [better, worse] = [ranked[index - 1], ranked[index]];
    if (better && worse && isTied(better, worse)) continue;
    const bracket = byPlace.slice(start, index);
    const sum = bracket.reduce((total, amount) => total + amount, 0n);
    shared.push(
      ...divideExactly(
        sum,
        bracket.map(() => 1n),
      ),
    );
    start = index;
  }
  return shared;
}

function isDescending(amounts: readonly bigint[]): boolean {
  return amounts.every((amount, index) => index === 0 || amount <= (amounts[index - 1] ?? 0n));
}
