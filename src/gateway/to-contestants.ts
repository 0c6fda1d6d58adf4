import type { WorkerSnapshot } from "../workers/index.ts";
import type { RecordedContestant } from "./request-record.ts";

/** Of a larger network the record of a request would outweigh the request. */
const MAX_RECORDED = 128;

/** What is kept of those whom a choice was made over; null: nothing to choose, or too many to keep. */
export function toContestants(workers: readonly WorkerSnapshot[]): RecordedContestant[] | null {
  if (workers.length < 2 || workers.length > MAX_RECORDED) return null;
  return workers.map(({ uid, incentive: { value, low, high }, inFlight, queued }) => [
    uid,
    rounded(value),
    rounded(low),
    rounded(high),
    inFlight + queued,
  ]);
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
