import fc from "fast-check";
import { expect, test } from "vitest";
import { chiSquareUniform } from "../stats/index.ts";
import { chooseWorkers, type Choice } from "./choose-workers.ts";
import type { WorkerSnapshot } from "./snapshot.ts";

function snapshot(uid: number, changes: Partial<WorkerSnapshot> = {}): WorkerSnapshot {
  return {
    uid,
    name: `w${uid}`,
    kind: "simulated",
    simulated: true,
    owner: null,
    roles: [],
    model: null,
    state: "serving",
    maxConcurrency: 8,
    concurrency: 8,
    inFlight: 0,
    queued: 0,
    answered: 0,
    failed: 0,
    faults: {},
    p50Ms: null,
    p95Ms: null,
    lastSuccessAt: null,
    incentive: { value: 0.1, low: 0, high: 1 },
    ...changes,
  };
}

const uidsOf = (workers: readonly WorkerSnapshot[], choice: Omit<Choice, "seed"> & { seed?: number }) =>
  chooseWorkers(workers, { seed: 1, ...choice }).map(({ worker }) => worker.uid);

test("random is uniform over 10 workers (chi-square over 20,000 seeded choices)", () => {
  const workers = Array.from({ length: 10 }, (_, uid) => snapshot(uid));
  const counts = workers.map(() => 0);
  for (let seed = 0; seed < 20_000; seed++) {
    const [uid = -1] = uidsOf(workers, { mode: "random", k: 1, seed });
    counts[uid] = (counts[uid] ?? 0) + 1;
  }
  expect(chiSquareUniform(counts)).toBeGreaterThan(0.001);
});

test("top_incentive takes the best, and equals share by chance", () => {
  const best = { incentive: { value: 0.5, low: 0, high: 1 } };
  const workers = [snapshot(0), snapshot(1, best), snapshot(2), snapshot(3, best)];
  const firsts = Array.from({ length: 400 }, (_, seed) => uidsOf(workers, { mode: "top_incentive", k: 1, seed })[0]);
  expect(new Set(firsts)).toEqual(new Set([1, 3]));
  expect(chiSquareUniform([firsts.filter((uid) => uid === 1).length, firsts.filter((uid) => uid === 3).length])).toBeGreaterThan(0.001);
  expect(new Set(uidsOf(workers, { mode: "top_incentive", k: 2 }))).toEqual(new Set([1, 3]));
});

test("least_workload counts what is in flight and what waits", () => {
  const workers = [snapshot(0, { inFlight: 2 }), snapshot(1, { inFlight: 1, queued: 2 }), snapshot(2, { inFlight: 1 })];
  expect(uidsOf(workers, { mode: "least_workload", k: 3 })).toEqual([2, 0, 1]);
});

test("list keeps the order that was asked for; draining and unknown workers are not in it", () => {
  const workers = [snapshot(0), snapshot(1, { state: "draining" }), snapshot(2)];
  expect(uidsOf(workers, { mode: "list", k: 9, uids: [2, 1, 0, 77] })).toEqual([2, 0]);
});

test("exclude takes uids, names, roles and owners; roles and model narrow the choice", () => {
  const workers = [
    snapshot(0),
    snapshot(1, { owner: "0xabc" }),
    snapshot(2, { roles: ["judge"] }),
    snapshot(3, { model: "m" }),
    snapshot(4),
  ];
  expect(uidsOf(workers, { mode: "random", k: 9, exclude: ["0", "0xabc", "judge", "w4"] })).toEqual([3]);
  expect(uidsOf(workers, { mode: "random", k: 9, roles: ["judge"] })).toEqual([2]);
  expect(uidsOf(workers, { mode: "random", k: 9, model: "m" })).toEqual([3]);
});

test("cooling workers are asked only when nobody else is left", () => {
  const workers = [snapshot(0, { state: "cooling" }), snapshot(1)];
  expect(uidsOf(workers, { mode: "random", k: 9 })).toEqual([1]);
  expect(uidsOf(workers.slice(0, 1), { mode: "random", k: 9 })).toEqual([0]);
  expect(uidsOf([], { mode: "random", k: 3 })).toEqual([]);
});

test("never more than k or twice the same; probabilities sum to the number chosen; the seed decides", () => {
  const workload = fc.record({ inFlight: fc.nat({ max: 3 }), value: fc.constantFrom(0.1, 0.2, 0.3) });
  fc.assert(
    fc.property(fc.array(workload, { maxLength: 12 }), fc.integer({ min: 1, max: 15 }), fc.nat(), (loads, k, seed) => {
      const workers = loads.map(({ inFlight, value }, uid) => snapshot(uid, { inFlight, incentive: { value, low: 0, high: 1 } }));
      for (const mode of ["random", "top_incentive", "least_workload"] as const) {
        const chosen = chooseWorkers(workers, { mode, k, seed });
        expect(chosen).toHaveLength(Math.min(k, workers.length));
        expect(new Set(chosen.map(({ worker }) => worker.uid)).size).toBe(chosen.length);
        expect(chooseWorkers(workers, { mode, k, seed })).toEqual(chosen);
        for (const { probability } of chosen) expect(probability).toBeGreaterThan(0);
      }
    }),
  );
});
