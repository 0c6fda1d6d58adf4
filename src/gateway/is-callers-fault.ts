import { WorkerFault } from "../workers/index.ts";

/** Statuses by which an endpoint says that the request itself is wrong: too long, malformed, refused by a filter. */
const WRONG_REQUEST: ReadonlySet<number | undefined> = new Set([undefined, 400, 413, 422]);

/**
 * Whether a worker refused the request as wrong: then it is wrong for all, and no other worker is asked. Another 4xx (a key
 * that expired, a model that is gone) is between us and this worker.
 */
export function isCallersFault(error: unknown): error is WorkerFault {
  return error instanceof WorkerFault && error.fault === "bad_request" && WRONG_REQUEST.has(error.status);
}
