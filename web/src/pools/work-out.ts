import type { Settlement } from "../api/types.ts";

type Entry = Settlement["entries"][number];
type Payout = Settlement["payouts"][number];
interface Allocation {
  rule: { name: string; shares?: string[]; amounts?: string[] };
  ties: string;
}

const PLACES = 10;

/**
 * The payouts that follow from a statement's funds, rule and standings: by src/pools/README.md, and not from its code, so that an
 * error in one of the two shows.
 * @throws where the statement names a rule that nobody knows, or is no statement
 */
export function workOut(statement: Settlement): { payouts: Payout[]; refund: string } {
  const { rule, ties } = statement.allocation as Allocation;
  const funds = BigInt(statement.funds);
  const ranked = statement.entries.filter(isEligible).toSorted(byStanding);
  const byPlace = rule.name === "Amounts" ? inTurn(funds, ranked, rule.amounts ?? []) : inProportion(funds, weigh(rule, ranked));
  const amounts = ties === "share" ? evenWithinBrackets(byPlace, ranked) : byPlace;
  const payouts = ranked.flatMap(({ id, participant }, index) => {
    const amount = amounts[index] ?? 0n;
    return amount === 0n ? [] : [{ id, participant, place: index + 1, amount: String(amount) }];
  });
  return { payouts, refund: String(funds - sum(amounts)) };
}

function isEligible({ correct, answered, total }: Entry): boolean {
  return correct > 0 && total > 0 && answered === total;
}

/** The best first: by correct/total, then earlier joining, then id. */
function byStanding(a: Entry, b: Entry): number {
  return b.correct * a.total - a.correct * b.total || Date.parse(a.joinedAt) - Date.parse(b.joinedAt) || (a.id < b.id ? -1 : 1);
}

function weigh(rule: Allocation["rule"], ranked: readonly Entry[]): bigint[] {
  switch (rule.name) {
    case "WinnerTakesAll":
      return ranked.map((_, index) => (index === 0 ? 1n : 0n));
    case "ArithmeticDecrease":
      return ranked.map((_, index) => BigInt(Math.max(0, Math.min(PLACES, ranked.length) - index)));
    case "Proportional": {
      const common = [...new Set(ranked.map(({ total }) => total))].reduce((product, total) => product * BigInt(total), 1n);
      return ranked.map(({ correct, total }) => (common / BigInt(total)) * BigInt(correct));
    }
    case "Table":
      return ranked.map((_, index) => BigInt(rule.shares?.[index] ?? "0"));
    default:
      throw new Error(`There is no rule ${rule.name}`);
  }
}

/** Whole units in proportion to the weights; units that are left go one each to the largest remainders (Hamilton's method). */
function inProportion(funds: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sum(weights);
  if (whole === 0n) return weights.map(() => 0n);
  const amounts = weights.map((weight) => (funds * weight) / whole);
  const order = weights
    .map((weight, index) => ({ index, rest: (funds * weight) % whole }))
    .toSorted((a, b) => (a.rest < b.rest ? 1 : a.rest > b.rest ? -1 : a.index - b.index));
  let left = funds - sum(amounts);
  for (const { index } of order) {
    if (left === 0n) break;
    amounts[index] = (amounts[index] ?? 0n) + 1n;
    left--;
  }
  return amounts;
}

function inTurn(funds: bigint, ranked: readonly Entry[], promised: readonly string[]): bigint[] {
  let left = funds;
  return ranked.map((_, index) => {
    const wanted = BigInt(promised[index] ?? "0");
    const given = wanted < left ? wanted : left;
    left -= given;
    return given;
  });
}

/** Neighbours of one bracket share the sum of their places; a unit that cannot be shared goes to the better place. */
function evenWithinBrackets(byPlace: readonly bigint[], ranked: readonly Entry[]): bigint[] {
  const amounts: bigint[] = [];
  while (amounts.length < ranked.length) {
    const start = amounts.length;
    let end = start + 1;
    while (end < ranked.length && ranked[end]?.bracket === ranked[start]?.bracket) end++;
    const shared = byPlace.slice(start, end);
    amounts.push(
      ...inProportion(
        sum(shared),
        shared.map(() => 1n),
      ),
    );
  }
  return amounts;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
