import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import type { Choice, ChosenWorker } from "./choice/choice.ts";
import { filterWorkers } from "./choice/filter-workers.ts";
import { inclusionChance } from "./choice/inclusion-chance.ts";
import { placesFor, ranksFor, type Place } from "./choice/place.ts";
import { shareOfRank } from "./choice/share-of-rank.ts";
import { Takers } from "./choice/takers.ts";
import type { WorkerSnapshot } from "./snapshot.ts";

/** Further draws by which chances are estimated that no formula gives; fewer where there are very many workers. */
const WORK = 2 ** 16;
const MIN_REDRAWS = 100;
const MAX_REDRAWS = 1_000;

/**
 * Chooses whom to ask, out of those that `filterWorkers` leaves. Ties (equal incentive, equal workload) are broken by chance,
 * so that equals share the work. Pure: everything random comes from the seed.
 *
 * Each worker's probability is exact in modes random, top_incentive and least_workload; a numerical integral in mode adaptive and
 * with one of uniqueOwner and uniqueAddress (`inclusionChance` says how close). With both no formula holds: it is the share of 1,000
 * seeded draws (standard error at most 0.016; at least 100 draws, 0.05, where there are very many workers).
 */
export function chooseWorkers(snapshots: readonly WorkerSnapshot[], choice: Choice): ChosenWorker[] {
  const { mode, k, seed } = choice;
  const candidates = filterWorkers(snapshots, choice);
  const takers = new Takers(candidates, choice);
  if (mode === "list") {
    const sorted = takers.first(orderOfList(candidates, choice.uids), k);
    return sorted.flatMap((at) => chosen(candidates[at], 1));
  }
  const contestants = candidates.map(({ incentive, inFlight, queued }) => ({ incentive, workload: inFlight + queued }));
  const places = placesFor(mode, contestants);
  // Seeding is what a draw costs. Neighbouring seeds must draw independently: the xorshift generators do not mix theirs, this one does.
  const generator = candidates.length > 1 ? mersenne(seed) : undefined;
  const draw = () =>
    takers.first(
      drawOrder(places, () => (generator ? uniformFloat64(generator) : 0.5)),
      k,
    );
  const drawn = draw();
  const chanceOf = chanceIn();
  return drawn.flatMap((at) => chosen(candidates[at], chanceOf(at)));

  function chanceIn(): (at: number) => number {
    if (takers.isFree && k >= candidates.length) return () => 1;
    if (takers.isFree && mode !== "adaptive" && mode !== "list") {
      const ranks = ranksFor(mode, contestants);
      return (at) => shareOfRank(ranks, k, at);
    }
    const parties = takers.parties(candidates.length);
    return parties ? (at) => inclusionChance(places, parties, k, at) : shareOfDraws(draw, drawn, candidates.length);
  }
}

function chosen(worker: WorkerSnapshot | undefined, probability: number): ChosenWorker[] {
  return worker ? [{ worker, probability }] : [];
}

/** Positions of those that are named, in the order in which they are. */
function orderOfList(candidates: readonly WorkerSnapshot[], uids: readonly number[] = []): number[] {
  const order = new Map(uids.map((uid, position) => [uid, position]));
  const orderOf = (at: number) => order.get(candidates[at]?.uid ?? -1) ?? 0;
  return [...candidates.keys()].toSorted((a, b) => orderOf(a) - orderOf(b));
}

/** Positions in the order of places that are drawn, the highest first. */
function drawOrder(places: readonly Place[], random: () => number): number[] {
  // 0 would be a place at infinity.
  const drawn = places.map((place) => place.at(Math.max(random(), Number.EPSILON)));
  return [...drawn.keys()].toSorted((a, b) => (drawn[b] ?? 0) - (drawn[a] ?? 0));
}

/** How often each was drawn, of the draw that counts and many like it. */
function shareOfDraws(draw: () => number[], drawn: readonly number[], workers: number): (at: number) => number {
  const redraws = Math.min(MAX_REDRAWS, Math.max(MIN_REDRAWS, Math.floor(WORK / workers)));
  const counts = new Float64Array(workers);
  for (const at of drawn) counts[at] = 1;
  for (let redraw = 0; redraw < redraws; redraw++) for (const at of draw()) counts[at] = (counts[at] ?? 0) + 1;
  return (at) => (counts[at] ?? 0) / (redraws + 1);
}
