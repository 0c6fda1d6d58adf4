import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import type { WorkerSnapshot } from "./snapshot.ts";

/** random: everybody alike; list: those named, in order; top_incentive: the best; least_workload: the least busy. */
export type ChoiceMode = "random" | "list" | "top_incentive" | "least_workload";

export interface Choice {
  mode: ChoiceMode;
  /** How many; fewer when fewer are there. */
  k: number;
  /** Seeds the draws: the same over the same snapshot chooses the same. */
  seed: number;
  /** Uids, names, roles or owners of workers that are not to be asked. */
  exclude?: readonly string[] | undefined;
  /** Mode list: whom, in order. Other modes: nobody else. */
  uids?: readonly number[] | undefined;
  /** Only workers that have one of these roles; empty or undefined: any. */
  roles?: readonly string[] | undefined;
  /** Only workers that serve this model. */
  model?: string | undefined;
}

export interface ChosenWorker {
  worker: WorkerSnapshot;
  /** The chance that this worker was among the chosen, given the snapshot: what an off-line estimate of another policy needs. */
  probability: number;
}

/**
 * Chooses whom to ask. Draining workers are never chosen, cooling ones only when nobody else is left, and those
 * that are gone when not even a cooling one is. Ties (equal incentive,
 * equal workload) are broken by chance, so that equals share the work. Pure: everything random comes from the seed.
 */
export function chooseWorkers(snapshots: readonly WorkerSnapshot[], choice: Choice): ChosenWorker[] {
  const candidates = available(snapshots.filter((worker) => isWanted(worker, choice)));
  const count = Math.min(choice.k, candidates.length);
  if (choice.mode === "list") {
    const order = new Map(choice.uids?.map((uid, position) => [uid, position]));
    const sorted = candidates.toSorted((a, b) => (order.get(a.uid) ?? 0) - (order.get(b.uid) ?? 0));
    return sorted.slice(0, count).map((worker) => ({ worker, probability: 1 }));
  }
  const merit = MERIT[choice.mode];
  const sorted = shuffle(candidates, choice.seed).toSorted((a, b) => merit(b) - merit(a));
  return sorted.slice(0, count).map((worker) => ({ worker, probability: probabilityOf(worker, sorted, count, merit) }));
}

const MERIT: Record<Exclude<ChoiceMode, "list">, (worker: WorkerSnapshot) => number> = {
  random: () => 0,
  top_incentive: (worker) => worker.incentive.value,
  least_workload: (worker) => -(worker.inFlight + worker.queued),
};

function isWanted(worker: WorkerSnapshot, { exclude, uids, roles, model }: Choice): boolean {
  if (uids && !uids.includes(worker.uid)) return false;
  if (model !== undefined && worker.model !== model && worker.name !== model) return false;
  if (roles && roles.length > 0 && !roles.some((role) => worker.roles.includes(role))) return false;
  if (exclude === undefined || exclude.length === 0) return true;
  const names = new Set([String(worker.uid), worker.name, ...worker.roles, ...(worker.owner === null ? [] : [worker.owner])]);
  return !exclude.some((one) => names.has(one));
}

function available(wanted: readonly WorkerSnapshot[]): WorkerSnapshot[] {
  const present = wanted.filter((worker) => worker.state !== "draining");
  const connected = present.filter((worker) => worker.state !== "gone");
  const healthy = connected.filter((worker) => worker.state !== "cooling");
  return [healthy, connected, present].find((some) => some.length > 0) ?? [];
}

/** Those of higher merit are always before; those of equal merit are drawn without replacement for the places left. */
function probabilityOf(
  worker: WorkerSnapshot,
  sorted: readonly WorkerSnapshot[],
  count: number,
  merit: (worker: WorkerSnapshot) => number,
): number {
  const own = merit(worker);
  const better = sorted.filter((other) => merit(other) > own).length;
  const equal = sorted.filter((other) => merit(other) === own).length;
  return Math.min(1, (count - better) / equal);
}

/** Fisher and Yates, Durstenfeld's form. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  // Seeding is what a draw costs.
  if (items.length < 2) return [...items];
  // Neighbouring seeds must draw independently: the xorshift generators do not mix theirs, this one does.
  const generator = mersenne(seed);
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(uniformFloat64(generator) * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
