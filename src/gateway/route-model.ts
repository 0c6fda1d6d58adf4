import { AssayError } from "../lib/errors.ts";
import { chooseWorkers, filterWorkers, takesRequests, type ChoiceMode, type ChosenWorker, type WorkerSnapshot } from "../workers/index.ts";
import { isPolicy, type Policy } from "./policies.ts";

/** Finds whom to ask for a model. */
export interface Route {
  /** Whom the first choice is made over. */
  contestants: readonly WorkerSnapshot[];
  /**
   * The next worker to ask beside those that were asked, over the network as it is then: the first one at once, lest the
   * workload it was chosen by be out of date. undefined: nobody is left.
   */
  next(asked: ReadonlySet<number>): ChosenWorker | undefined;
}

/**
 * Whom to ask for a model, one after another. A worker's name means this worker only; a model's name the least busy that
 * serves it; a policy what it says.
 * @param list the network at the moment of the call
 * @param seed seeds the choices
 * @throws `not_found` when nothing has that name; `no_workers` when there is nobody to choose from
 */
export function routeModel(list: () => readonly WorkerSnapshot[], model: string, seed: number): Route {
  const everybody = list();
  const candidates = candidatesFor(everybody, model);
  if (candidates.length === 0) throw isPolicy(model) || everybody.some(isNamed(model)) ? nobody(model) : unknownModel(model);
  const mode = isPolicy(model) ? MODES[model] : "least_workload";
  return {
    contestants: filterWorkers(candidates, {}),
    next(asked) {
      const present = asked.size === 0 ? candidates : candidatesFor(list(), model);
      const left = present.filter(({ uid }) => !asked.has(uid));
      const among = model === "assay/auto" ? betterHalf(left, seed) : undefined;
      const [chosen] = chooseWorkers(among ? [...among.keys()] : left, { mode, k: 1, seed: (seed + asked.size) | 0 });
      // The chance to be in the half times that to be chosen in it: as a weight, 1 over it is right on average.
      return chosen && { ...chosen, probability: chosen.probability * (among?.get(chosen.worker) ?? 1) };
    },
  };
}

const MODES: Record<Policy, ChoiceMode> = {
  "assay/auto": "least_workload",
  "assay/top": "top_incentive",
  "assay/random": "random",
  "assay/adaptive": "adaptive",
};

function candidatesFor(workers: readonly WorkerSnapshot[], model: string): WorkerSnapshot[] {
  const present = workers.filter(({ state }) => takesRequests(state));
  if (isPolicy(model)) return present;
  const named = present.filter(isNamed(model));
  // A name that is a worker's and a model's at once is the worker's: whoever named it meant one.
  const own = named.filter(({ name }) => name === model);
  return own.length > 0 ? own : named;
}

const isNamed = (model: string) => (worker: WorkerSnapshot) => worker.name === model || worker.model === model;

/** The better half of those that can answer now, by incentive, with their chances to be in it; equals at its edge are drawn. */
function betterHalf(workers: readonly WorkerSnapshot[], seed: number): Map<WorkerSnapshot, number> {
  const healthy = workers.filter(({ state }) => state !== "cooling");
  const half = Math.ceil((healthy.length || workers.length) / 2);
  const chosen = chooseWorkers(workers, { mode: "top_incentive", k: half, seed });
  return new Map(chosen.map(({ worker, probability }) => [worker, probability]));
}

function nobody(model: string): AssayError {
  return new AssayError("no_workers", `No worker can be asked for ${JSON.stringify(model)} now: register one with \`assay worker add\`.`, {
    isRetryable: true,
  });
}

function unknownModel(model: string): AssayError {
  return new AssayError("not_found", `The model ${JSON.stringify(model)} does not exist: /v1/models lists what is there.`, {
    field: "model",
  });
}
