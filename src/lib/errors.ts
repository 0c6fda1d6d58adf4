/**
 * Every way an operation can refuse or fail, by code. `src/api/errors.ts` maps each code to a status;
 * the type makes that table total.
 */
export type ErrorCode =
  | "invalid_input" // the caller's input breaks a rule; `field` names it
  | "not_found" // a named thing does not exist
  | "conflict" // it exists already with other content, or its state forbids the operation
  | "in_use" // another process holds the data directory
  | "unauthorized" // no key, or a wrong one
  | "forbidden" // the key lacks the scope
  | "rate_limited" // too many requests; `retryAfterMs` says when to come back
  | "over_budget" // the key may not spend as much as this may cost
  | "too_large" // a declared limit is exceeded
  | "insufficient_funds" // an account does not cover the amount
  | "no_workers" // no worker can be chosen for the request
  | "upstream" // a worker answered wrongly or not at all
  | "timeout" // a deadline passed
  | "cancelled" // the caller left or cancelled
  | "unavailable" // a dependency is down
  | "internal"; // a bug of ours

interface ErrorOptions {
  cause?: unknown;
  /** Path of the input field at fault, such as `workers[0].baseUrl`. */
  field?: string;
  /** Whether the same call may succeed later. Default: only for rate_limited, timeout, unavailable. */
  isRetryable?: boolean;
  retryAfterMs?: number;
  /** Which limit of the caller's key was reached, for `rate_limited`. */
  limit?: "requests" | "tokens";
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(["rate_limited", "timeout", "unavailable"]);

/** A fault that is the caller's or the world's, never a bug: a code, a whole sentence, and the cause. */
export class AssayError extends Error {
  override readonly name = "AssayError";
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly limit: "requests" | "tokens" | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.field = options.field;
    this.isRetryable = options.isRetryable ?? RETRYABLE.has(code);
    this.retryAfterMs = options.retryAfterMs;
    this.limit = options.limit;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
