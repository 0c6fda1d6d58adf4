import { AssayError, type ErrorCode } from "../lib/errors.ts";

/** Why an answer failed. Stored with the sample, and counted by code. */
export type FaultCode =
  | "connection" // refused, reset, unknown host, TLS
  | "timeout" // no answer, or no further byte, in time
  | "rate_limited" // 429
  | "bad_request" // another 4xx: the request is at fault, not the worker
  | "server_error" // 5xx
  | "bad_response" // not JSON, HTML, a wrong shape, a stream cut short
  | "empty_response" // a 200 without a body, without choices or with null content
  | "circuit_open" // not asked: the worker failed repeatedly just before
  | "held" // not asked: the operator has paused it, or drains it
  | "not_recorded" // a recording holds no answer for this document or prompt
  | "unsupported" // the worker cannot give what the task compares: log-probabilities
  | "unusable" // the worker cannot be asked at all: its recording is broken or gone
  | "cancelled"; // the caller left

const AS_ERROR: Record<FaultCode, ErrorCode> = {
  connection: "upstream",
  timeout: "timeout",
  rate_limited: "rate_limited",
  bad_request: "upstream",
  server_error: "upstream",
  bad_response: "upstream",
  empty_response: "upstream",
  circuit_open: "unavailable",
  held: "unavailable",
  not_recorded: "upstream",
  unsupported: "invalid_input",
  unusable: "invalid_input",
  cancelled: "cancelled",
};

const NOT_THE_WORKERS: ReadonlySet<FaultCode> = new Set(["bad_request", "held", "not_recorded", "unsupported", "unusable", "cancelled"]);

/** Whether a fault with this code is the worker's own: then the document counts as not solved. */
export function isTheWorkersFault(code: string): boolean {
  return !NOT_THE_WORKERS.has(code as FaultCode);
}

/** A worker's failed answer: data for a sample, not a crash. */
export class WorkerFault extends AssayError {
  readonly fault: FaultCode;
  /** HTTP status, where there was one. */
  readonly status: number | undefined;

  constructor(
    fault: FaultCode,
    message: string,
    options: { cause?: unknown; status?: number | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    super(AS_ERROR[fault], message, {
      cause: options.cause,
      isRetryable: fault === "connection" || fault === "timeout" || fault === "rate_limited" || fault === "server_error",
      ...(options.retryAfterMs !== undefined && { retryAfterMs: options.retryAfterMs }),
    });
    this.fault = fault;
    this.status = options.status;
  }

  /** Whether the worker is to blame: then the failed document counts as not solved. */
  get isTheWorkers(): boolean {
    return isTheWorkersFault(this.fault);
  }
}
