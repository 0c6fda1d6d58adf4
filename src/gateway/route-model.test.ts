import { expect, test } from "vitest";
import type { WorkerSnapshot } from "../workers/index.ts";
import { routeModel } from "./route-model.ts";

function worker(uid: number, change: Partial<WorkerSnapshot> = {}): WorkerSnapshot {
  return {
    uid,
    name: `w${uid}`,
    kind: "openai",
    simulated: false,
    owner: null,
    roles: [],
    model: "shared",
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
    incentive: { value: uid / 10, low: 0, high: 1 },
    ...change,
  };
}

/** Uids in the order in which the route names them when each fails. */
function order(workers: WorkerSnapshot[], model: string, seed = 1): number[] {
  const route = routeModel(() => workers, model, seed);
  const asked = new Set<number>();
  for (let chosen = route.next(asked); chosen; chosen = route.next(asked)) asked.add(chosen.worker.uid);
  return [...asked];
}

test("a worker's name means this worker, also where a model is called the same", () => {
  const workers = [worker(1), worker(2, { model: "w1" }), worker(3)];
  expect(order(workers, "w1")).toEqual([1]);
});

test("a model's name goes to the least busy that serves it, then to the next", () => {
  const workers = [worker(1, { inFlight: 2 }), worker(2, { queued: 1 }), worker(3), worker(4, { model: "another" })];
  expect(order(workers, "shared")).toEqual([3, 2, 1]);
});

test("assay/top follows incentive; assay/auto takes the least busy of the better half", () => {
  const workers = [worker(1), worker(2), worker(3, { inFlight: 1 }), worker(4, { inFlight: 2 })];
  expect(order(workers, "assay/top")).toEqual([4, 3, 2, 1]);
  expect(order(workers, "assay/auto")[0]).toBe(3);
});

test("assay/random gives each the same chance, and says so", () => {
  const workers = Array.from({ length: 5 }, (_, index) => worker(index + 1));
  const counts = new Map<number, number>();
  for (let seed = 0; seed < 2_000; seed++) {
    const chosen = routeModel(() => workers, "assay/random", seed).next(new Set());
    expect(chosen?.probability).toBe(0.2);
    const uid = chosen?.worker.uid ?? 0;
    counts.set(uid, (counts.get(uid) ?? 0) + 1);
  }
  // Chi-square with 4 degrees of freedom: 18.5 is passed by chance once in a thousand; the seeds are fixed.
  const statistic = [...counts.values()].reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0);
  expect(counts.size).toBe(5);
  expect(statistic).toBeLessThan(18.5);
});

test("assay/auto says the chance to be in the better half times that to be the one in it", () => {
  const equals = Array.from({ length: 4 }, (_, uid) => worker(uid, { incentive: { value: 0.25, low: 0, high: 1 } }));
  // Two of four are drawn for the half, one of the two is asked.
  expect(routeModel(() => equals, "assay/auto", 7).next(new Set())?.probability).toBe(0.25);
  expect(routeModel(() => equals, "assay/adaptive", 7).next(new Set())?.probability).toBeCloseTo(0.25, 3);
});

test("the workload is read anew for each attempt", () => {
  const workers = [worker(1), worker(2, { inFlight: 1 }), worker(3, { inFlight: 2 })];
  const route = routeModel(() => workers, "shared", 1);
  expect(route.next(new Set())?.worker.uid).toBe(1);
  workers[1] = worker(2, { inFlight: 5 });
  expect(route.next(new Set([1]))?.worker.uid).toBe(3);
});

test("who is draining is not asked, who is cooling only when nobody else is left", () => {
  const workers = [worker(1, { state: "cooling" }), worker(2, { state: "draining" }), worker(3)];
  expect(order(workers, "shared")).toEqual([3, 1]);
  expect(order([worker(4, { state: "cooling" }), worker(1)], "assay/auto")[0]).toBe(1);
});

test("an unknown name, an empty network and a draining model are told apart", () => {
  const codeOf = (workers: WorkerSnapshot[], model: string) => {
    try {
      routeModel(() => workers, model, 1);
      return "none";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOf([worker(1)], "gamma")).toBe("not_found");
  expect(codeOf([worker(1)], "toString")).toBe("not_found");
  expect(codeOf([], "assay/auto")).toBe("no_workers");
  expect(codeOf([worker(1, { state: "draining" })], "shared")).toBe("no_workers");
});
