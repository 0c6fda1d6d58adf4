import { mersenne } from "pure-rand/generator/mersenne";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { AssayError } from "../../lib/errors.ts";
import { chooseWorkers, filterWorkers, type ChoiceMode, type ChosenWorker, type WorkerSnapshot } from "../../workers/index.ts";
import { answers } from "../answers.ts";
import type { CompareRequest } from "./compare-request.ts";

interface Compared {
  mode: ChoiceMode;
  contestants: readonly WorkerSnapshot[];
  /** In the order of their columns. */
  chosen: ChosenWorker[];
}

/**
 * Whom a comparison asks: the workers that it names, whatever their state, or k by its mode. Blind, their sides are drawn.
 * @throws `not_found` for a name that nobody has, `invalid_input` for one that comes twice, `no_workers` when nobody is there
 */
export function chooseCompared(network: readonly WorkerSnapshot[], request: CompareRequest, seed: number): Compared {
  const { workers: named, mode, k } = request;
  const contestants = filterWorkers(network.filter(answers("chat")), {});
  const chosen = named ? findNamed(network, named) : chooseWorkers(contestants, { mode, k, seed });
  if (chosen.length === 0) throw new AssayError("no_workers", "No worker can be asked now: none is registered, or all are paused.");
  return { mode: named ? "list" : mode, contestants, chosen: request.blind ? shuffle(chosen, seed) : chosen };
}

function findNamed(network: readonly WorkerSnapshot[], named: readonly (string | number)[]): ChosenWorker[] {
  const found = new Set<number>();
  return named.map((one, position) => {
    const field = `workers[${position}]`;
    const worker = network.find(({ uid, name }) => uid === one || name === one);
    if (!worker) throw new AssayError("not_found", `There is no worker ${one}.`, { field });
    if (found.has(worker.uid)) throw new AssayError("invalid_input", `The worker ${worker.name} is named twice.`, { field });
    found.add(worker.uid);
    return { worker, probability: 1 };
  });
}

/** Fisher and Yates, Durstenfeld's form. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  const generator = mersenne(seed);
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = uniformInt(generator, 0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
