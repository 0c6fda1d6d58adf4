import { AssayError } from "../lib/errors.ts";
import { chooseWorkers, type WorkerSnapshot } from "../workers/index.ts";
import type { GatewayContext } from "./context.ts";

/** Names that stand for a way to choose; everything else names a worker or a model. */
export const POLICIES = {
  "assay/auto": "the least busy worker of the better half by incentive",
  "assay/top": "the worker with the highest incentive",
  "assay/random": "any worker, all alike",
} as const;

/** Workers asked one after another before the caller is told that it failed. */
export const MAX_ATTEMPTS = 3;

/**
 * Whom to ask for a model, in the order in which they are tried.
 * @throws `not_found` when nothing has that name; `no_workers` when the network is empty
 */
export function routeModel({ pool, nextSeed }: Pick<GatewayContext, "pool" | "nextSeed">, model: string): WorkerSnapshot[] {
  const everybody = pool.list();
  const seed = nextSeed();
  const choose = (mode: "random" | "top_incentive" | "least_workload", among: readonly WorkerSnapshot[], k: number) =>
    chooseWorkers(among, { mode, k, seed }).map(({ worker }) => worker);

  if (model in POLICIES) {
    if (everybody.length === 0) throw noWorkers();
    if (model === "assay/random") return choose("random", everybody, MAX_ATTEMPTS);
    const byIncentive = choose("top_incentive", everybody, everybody.length);
    if (model === "assay/top") return byIncentive.slice(0, MAX_ATTEMPTS);
    const better = byIncentive.slice(0, Math.ceil(byIncentive.length / 2));
    const rest = byIncentive.slice(better.length);
    return [...choose("least_workload", better, better.length), ...rest].slice(0, MAX_ATTEMPTS);
  }
  const serving = everybody.filter((worker) => worker.name === model || worker.model === model);
  if (serving.length > 0) return choose("least_workload", serving, MAX_ATTEMPTS);
  throw new AssayError("not_found", `The model ${JSON.stringify(model)} does not exist: /v1/models lists what is there.`, {
    field: "model",
  });
}

/** Every name that `model` may have: the policies, the workers, and the models that they serve. */
export function modelNames({ pool }: Pick<GatewayContext, "pool">): { id: string; owner: string }[] {
  const workers = pool.list();
  const names = new Map<string, string>(Object.keys(POLICIES).map((name) => [name, "assay"]));
  for (const worker of workers) {
    names.set(worker.name, worker.owner ?? "assay");
    if (worker.model !== null && !names.has(worker.model)) names.set(worker.model, worker.owner ?? "assay");
  }
  return [...names].map(([id, owner]) => ({ id, owner }));
}

function noWorkers(): AssayError {
  return new AssayError("no_workers", "There is no worker in the network yet: register one with `assay worker add`.", {
    isRetryable: true,
  });
}
