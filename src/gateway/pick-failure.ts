import { WorkerFault } from "../workers/index.ts";
import { isCallersFault } from "./is-callers-fault.ts";

/**
 * The failure to tell of several attempts: the most telling for the caller. A wrong request before anything else; then a
 * worker's own failure before a limit, a limit before a worker that was not asked; of limits the one that ends first.
 * @param failures at least one, in the order of the attempts
 */
export function pickFailure(failures: readonly unknown[]): unknown {
  const highest = Math.max(...failures.map(rank));
  const telling = failures.filter((failure) => rank(failure) === highest);
  if (highest > LIMIT) return telling.at(-1);
  const shortest = Math.min(...telling.map(waitOf));
  return telling.find((failure) => waitOf(failure) === shortest);
}

const NOT_ASKED = 0;
const LIMIT = 1;

function rank(failure: unknown): number {
  if (isCallersFault(failure)) return 4;
  if (!(failure instanceof WorkerFault)) return 3;
  if (failure.fault === "circuit_open") return NOT_ASKED;
  return failure.fault === "rate_limited" ? LIMIT : 2;
}

function waitOf(failure: unknown): number {
  return (failure instanceof WorkerFault ? failure.retryAfterMs : undefined) ?? Number.POSITIVE_INFINITY;
}
