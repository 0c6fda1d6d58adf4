import { DifferenceBets, type RaceClaim } from "./difference-bets.ts";
import { foreseePair } from "./foresee-pair.ts";
import { nextRung } from "./next-rung.ts";
import { StandingOrder } from "./standing-order.ts";

/** What a race wants to know: the order of all pairs, or which workers are the `top` ones. */
export type RaceGoal = "pairs" | { top: number };

export interface RaceRules {
  /** The chance that is accepted that any pair at all is claimed wrongly. */
  alpha: number;
  goal: RaceGoal;
  claim: RaceClaim;
  /** Documents of the benchmark. */
  documents: number;
  /** A pair whose chance to be resolved by the benchmark's end falls below this is given up. 0: none is. */
  giveUpBelow: number;
}

export interface RacePair {
  /** Numbers of the two workers; the first is the lower. */
  first: number;
  second: number;
  /**
   * open: being asked. resolved: claimed from its own evidence. implied: follows from others. given_up: the benchmark has hardly enough
   * documents for it. not_needed: the goal no longer depends on it.
   */
  state: "open" | "resolved" | "implied" | "given_up" | "not_needed";
  /** The number of the better one; null while neither is known to be. */
  better: number | null;
  /** Documents on which the two were compared. */
  documents: number;
  /** The larger of the two stakes that either is better. */
  e: number;
  /** About how many more documents would resolve it; null: it is known, or never at this rate. May be more than there are. */
  documentsNeeded: number | null;
}

export interface RaceState {
  /** goal: nothing is left to ask. exhausted: the documents are used up, or too few for the pairs that are left. null: it goes on. */
  ended: "goal" | "exhausted" | null;
  /** Documents of the shared order that have been judged. */
  position: number;
  /** Up to where each worker is to be asked. */
  askTo: number[];
  /** Whether it is still in the race. */
  isRacing: boolean[];
  pairs: RacePair[];
}

interface Entry {
  first: number;
  second: number;
  bets: DifferenceBets;
  state: RacePair["state"];
}

/**
 * Decides a race anew from its outcomes: who is better than whom so far, and who is asked up to where. The same outcomes give the same
 * race, whenever and however often it is decided and in whatever order answers came: documents are judged in one shared random order, in
 * rungs, and a rung when all workers that are in the race have finished it.
 *
 * A pair is claimed when one of its two stakes reaches (2 x pairs - claims so far) / alpha (Holm's step-down over the hypotheses "not
 * better" and "not worse" of every pair: for a true one to be the first rejected, its stake must have grown by at least the number of true ones
 * over alpha). What follows by "better than a better one" is claimed at once: it is wrong only where another claim is.
 * @param outcomes of each worker, in the race's order; NaN where there is none
 * @param answered for each worker: up to where all its outcomes are in
 */
export function replayRace(outcomes: readonly Float32Array[], answered: readonly number[], rules: RaceRules): RaceState {
  const { documents } = rules;
  const order = new StandingOrder(outcomes.length);
  const entries = allPairs(outcomes.length).map(([first, second]): Entry => ({
    first,
    second,
    bets: new DifferenceBets(rules),
    state: "open",
  }));
  const askTo = outcomes.map(() => 0);
  let position = 0;
  for (;;) {
    const open = entries.filter(({ state }) => state === "open");
    const racing = new Set(open.flatMap(({ first, second }) => [first, second]));
    const isOver = open.length === 0 || position === documents;
    const next = isOver ? position : nextRung(position, documents);
    for (const worker of racing) askTo[worker] = next;
    if (isOver || [...racing].some((worker) => (answered[worker] ?? 0) < next)) {
      return describe(entries, order, { rules, position, askTo, racing: isOver ? new Set() : racing });
    }
    for (const entry of open) compare(entry, outcomes, position, next);
    position = next;
    settle(entries, order, rules);
  }
}

function allPairs(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let first = 0; first < count; first++) for (let second = first + 1; second < count; second++) pairs.push([first, second]);
  return pairs;
}

function compare({ first, second, bets }: Entry, outcomes: readonly Float32Array[], from: number, to: number): void {
  const [own, other] = [outcomes[first] ?? new Float32Array(), outcomes[second] ?? new Float32Array()];
  for (let place = from; place < to; place++) {
    const difference = (own[place] as number) - (other[place] as number);
    // A document that either has no outcome for says nothing about the two: a tie.
    bets.add(Number.isNaN(difference) ? 0 : difference);
  }
}

function settle(entries: readonly Entry[], order: StandingOrder, rules: RaceRules): void {
  claimAll(entries, order, rules.alpha);
  for (const entry of entries) {
    if (entry.state === "resolved") continue;
    if (order.isKnown(entry.first, entry.second)) entry.state = "implied";
    else if (entry.state === "open" && !isNeeded(entry, order, rules)) entry.state = "not_needed";
    else if (entry.state === "open" && foresee(entry, entries, order, rules).chance < rules.giveUpBelow) entry.state = "given_up";
  }
}

/** The strongest evidence first; each claim lowers what the next one needs. */
function claimAll(entries: readonly Entry[], order: StandingOrder, alpha: number): void {
  const strength = ({ bets }: Entry) => Math.max(bets.better, bets.worse);
  for (const entry of entries.filter(({ state }) => state === "open").toSorted((a, b) => strength(b) - strength(a))) {
    if (strength(entry) < thresholdOf(entries, order, alpha)) return;
    if (order.isKnown(entry.first, entry.second)) continue;
    entry.state = "resolved";
    const isBetter = entry.bets.better >= entry.bets.worse;
    order.claim(isBetter ? entry.first : entry.second, isBetter ? entry.second : entry.first);
  }
}

function thresholdOf(entries: readonly Entry[], order: StandingOrder, alpha: number): number {
  return (2 * entries.length - order.claims) / alpha;
}

/** Among the top ones, or known not to be: then its rank is settled as far as the goal asks. */
function isSettled(worker: number, order: StandingOrder, top: number, count: number): boolean {
  return order.below(worker) >= count - top || order.above(worker) >= top;
}

function isNeeded({ first, second }: Entry, order: StandingOrder, { goal }: RaceRules): boolean {
  if (goal === "pairs") return true;
  return ![first, second].every((worker) => isSettled(worker, order, goal.top, order.count));
}

function foresee({ bets }: Entry, entries: readonly Entry[], order: StandingOrder, rules: RaceRules) {
  return foreseePair(bets, { ...rules, threshold: thresholdOf(entries, order, rules.alpha) });
}

function describe(
  entries: readonly Entry[],
  order: StandingOrder,
  { rules, position, askTo, racing }: { rules: RaceRules; position: number; askTo: number[]; racing: ReadonlySet<number> },
): RaceState {
  const pairs = entries.map((entry): RacePair => {
    const { first, second, bets, state } = entry;
    const better = order.isBetter(first, second) ? first : order.isBetter(second, first) ? second : null;
    const { documentsInAll } = foresee(entry, entries, order, rules);
    const isForeseen = better === null && bets.sum !== 0 && Number.isFinite(documentsInAll);
    const documentsNeeded = isForeseen ? Math.max(1, Math.ceil(documentsInAll) - bets.seen) : null;
    return { first, second, state, better, documents: bets.seen, e: Math.max(bets.better, bets.worse), documentsNeeded };
  });
  const isLeft = pairs.some(({ state }) => state === "open" || state === "given_up");
  return {
    ended: racing.size > 0 ? null : isLeft ? "exhausted" : "goal",
    position,
    askTo,
    isRacing: askTo.map((_, worker) => racing.has(worker)),
    pairs,
  };
}
