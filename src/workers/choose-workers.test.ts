import fc from "fast-check";
import { expect, test } from "vitest";
import { chiSquareUniform } from "../stats/index.ts";
import { chancesFor } from "./choice/chances-for.ts";
import type { Choice, ChoiceMode } from "./choice/choice.ts";
import { chooseWorkers } from "./choose-workers.ts";
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
    endpoints: ["chat", "completions"],
    state: "serving",
    inputPrice: 0,
    outputPrice: 0,
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

test("servingOnly leaves out who was never heard of, who is cooling and who is gone, also where nobody else is there", () => {
  const states = ["registered", "serving", "cooling", "gone", "paused", "draining"] as const;
  const workers = states.map((state, uid) => snapshot(uid, { state }));
  expect(uidsOf(workers, { mode: "random", k: 9, servingOnly: true })).toEqual([1]);
  expect(uidsOf(workers.slice(2), { mode: "random", k: 9, servingOnly: true })).toEqual([]);
});

test("uniqueOwner and uniqueAddress ask one of each; who has none stands for itself", () => {
  const workers = [
    snapshot(0, { owner: "a", address: "x" }),
    snapshot(1, { owner: "a", address: "y" }),
    snapshot(2, { owner: "b", address: "y" }),
    snapshot(3),
    snapshot(4, { address: null }),
  ];
  const list = { mode: "list", k: 9, uids: [1, 0, 2, 3, 4] } as const;
  expect(uidsOf(workers, { ...list, uniqueOwner: true })).toEqual([1, 2, 3, 4]);
  expect(uidsOf(workers, { ...list, uniqueAddress: true })).toEqual([1, 0, 3, 4]);
  expect(uidsOf(workers, { ...list, uniqueOwner: true, uniqueAddress: true })).toEqual([1, 3, 4]);
  expect(uidsOf(workers, { ...list, uniqueOwner: true, k: 2 })).toEqual([1, 2]);
});

test("cooling workers are asked only when nobody else is left", () => {
  const workers = [snapshot(0, { state: "cooling" }), snapshot(1)];
  expect(uidsOf(workers, { mode: "random", k: 9 })).toEqual([1]);
  expect(uidsOf(workers.slice(0, 1), { mode: "random", k: 9 })).toEqual([0]);
  expect(uidsOf([], { mode: "random", k: 3 })).toEqual([]);
});

const MODES: ChoiceMode[] = ["random", "top_incentive", "least_workload", "adaptive"];
const contest = fc.record({
  inFlight: fc.nat({ max: 3 }),
  value: fc.constantFrom(0.1, 0.2, 0.3),
  spread: fc.constantFrom(0, 0.05, 0.5),
  owner: fc.constantFrom(null, "a", "b"),
  address: fc.constantFrom(null, "x", "y"),
});
type Contest = typeof contest extends fc.Arbitrary<infer T> ? T : never;

const toWorker = ({ inFlight, value, spread, owner, address }: Contest, uid: number) =>
  snapshot(uid, { inFlight, owner, address, incentive: { value, low: Math.max(0, value - spread), high: value + spread } });

test("never more than k or twice the same, one of each owner and address; the seed decides", () => {
  fc.assert(
    fc.property(
      fc.array(contest, { maxLength: 12 }),
      fc.integer({ min: 1, max: 15 }),
      fc.nat(),
      fc.constantFrom(...MODES),
      fc.boolean(),
      fc.boolean(),
      (contests, k, seed, mode, uniqueOwner, uniqueAddress) => {
        const workers = contests.map(toWorker);
        const choice = { mode, k, seed, uniqueOwner, uniqueAddress };
        const chosen = chooseWorkers(workers, choice);
        expect(chooseWorkers(workers, choice)).toEqual(chosen);
        expect(new Set(chosen.map(({ worker }) => worker.uid)).size).toBe(chosen.length);
        const isFree = !uniqueOwner && !uniqueAddress;
        expect(isFree ? chosen.length : Math.min(k, workers.length)).toBe(Math.min(k, workers.length));
        const owners = chosen.flatMap(({ worker }) => worker.owner ?? []);
        const addresses = chosen.flatMap(({ worker }) => worker.address ?? []);
        expect(uniqueOwner ? new Set(owners).size : owners.length).toBe(owners.length);
        expect(uniqueAddress ? new Set(addresses).size : addresses.length).toBe(addresses.length);
        for (const { probability } of chosen) expect(probability > 0 && probability <= 1).toBe(true);
      },
    ),
  );
});

test("the chances of all workers sum to the number chosen", () => {
  fc.assert(
    fc.property(
      fc.array(contest, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...MODES),
      fc.constantFrom(1, 2, 3),
      (contests, mode, k) => {
        const workers = contests.map(toWorker);
        const chances = new Map<number, number>();
        for (let seed = 0; seed < 300; seed++) {
          for (const { worker, probability } of chooseWorkers(workers, { mode, k, seed, uniqueOwner: true })) {
            chances.set(worker.uid, probability);
          }
        }
        const parties = new Set(workers.map(({ owner, uid }) => owner ?? uid)).size;
        const sum = [...chances.values()].reduce((total, chance) => total + chance, 0);
        // Who was not drawn once in 300 is missing from the sum.
        expect(sum).toBeLessThan(Math.min(k, parties) + 0.02);
        expect(sum).toBeGreaterThan(Math.min(k, parties) - 0.15);
      },
    ),
    { numRuns: 40 },
  );
});

test.each(MODES)("%s: the chances of a choice of one sum to 1 and are those with which it chooses", (mode) => {
  const workers = [0.3, 0.25, 0.25, 0.2].map((value, uid) =>
    snapshot(uid, { inFlight: uid % 3, incentive: { value, low: value - 0.1, high: value + 0.05 * uid } }),
  );
  const chances = chancesFor(
    mode as Exclude<ChoiceMode, "list">,
    workers.map(({ incentive, inFlight }) => ({ incentive, workload: inFlight })),
  );
  expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 2);
  for (let seed = 0; seed < 20; seed++) {
    for (const { worker, probability } of chooseWorkers(workers, { mode, k: 1, seed })) {
      expect(probability).toBeCloseTo(chances[worker.uid] ?? 0, 12);
    }
  }
});

test.each([
  ["adaptive", { mode: "adaptive", k: 2 }],
  ["adaptive, one of each owner", { mode: "adaptive", k: 2, uniqueOwner: true }],
  ["random, one of each owner", { mode: "random", k: 2, uniqueOwner: true }],
  ["random, one of each owner and address", { mode: "random", k: 2, uniqueOwner: true, uniqueAddress: true }],
  ["least_workload, one of each address", { mode: "least_workload", k: 2, uniqueAddress: true }],
] as const)("%s: workers are chosen as often as is said", (_name, choice) => {
  const workers = [
    snapshot(0, { owner: "a", address: "x", incentive: { value: 0.3, low: 0.28, high: 0.32 } }),
    snapshot(1, { owner: "a", address: "y", incentive: { value: 0.25, low: 0.2, high: 0.3 } }),
    snapshot(2, { owner: "b", address: "y", inFlight: 1, incentive: { value: 0.2, low: 0.1, high: 0.4 } }),
    snapshot(3, { incentive: { value: 0.15, low: 0, high: 0.5 } }),
    snapshot(4, { owner: "b", incentive: { value: 0.1, low: 0.09, high: 0.11 } }),
  ];
  const draws = choice.mode === "random" && "uniqueAddress" in choice ? 1_000 : 8_000;
  const counts = workers.map(() => 0);
  const said = workers.map((): number[] => []);
  for (let seed = 0; seed < draws; seed++) {
    for (const { worker, probability } of chooseWorkers(workers, { ...choice, seed })) {
      counts[worker.uid] = (counts[worker.uid] ?? 0) + 1;
      said[worker.uid]?.push(probability);
    }
  }
  for (const [uid, count] of counts.entries()) {
    const [first = 0] = said[uid] ?? [];
    // Four standard errors of the count, and the errors that chooseWorkers documents.
    const tolerance = 4 * Math.sqrt((first * (1 - first)) / draws) + ("uniqueAddress" in choice && "uniqueOwner" in choice ? 0.05 : 0.003);
    expect(Math.abs(count / draws - first)).toBeLessThan(tolerance + 1e-9);
  }
});

test("adaptive prefers better workers, still tries uncertain ones, and does not let a newcomer take everything", () => {
  const known = (uid: number, value: number) => snapshot(uid, { incentive: { value, low: value - 0.02, high: value + 0.02 } });
  const certain = [known(0, 0.3), known(1, 0.2)];
  const shares = (workers: WorkerSnapshot[]) => {
    const firsts = Array.from({ length: 2_000 }, (_, seed) => uidsOf(workers, { mode: "adaptive", k: 1, seed })[0]);
    return workers.map(({ uid }) => firsts.filter((one) => one === uid).length / firsts.length);
  };
  expect(shares(certain)[0]).toBeGreaterThan(0.99);
  // A newcomer: the mean weight, and the interval of a score between 0 and 1, as toIncentives makes it.
  const [best = 0, poor = 0, newcomer = 0] = shares([...certain, snapshot(2, { incentive: { value: 0.25, low: 0, high: 0.55 } })]);
  expect(best).toBeGreaterThan(0.5);
  expect(newcomer).toBeGreaterThan(0.2);
  expect(poor).toBeLessThan(0.02);
});
