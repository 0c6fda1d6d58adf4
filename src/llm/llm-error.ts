/** What can go wrong with one call of one endpoint. */
export type LlmErrorKind =
  | "connection"
  | "timeout"
  | "rate_limited"
  | "bad_request"
  | "server_error"
  | "bad_response"
  | "empty_response"
  | "cancelled";

const RETRYABLE: ReadonlySet<LlmErrorKind> = new Set(["connection", "timeout", "rate_limited", "server_error"]);

interface Facts {
  cause?: unknown;
  /** HTTP status, where there was one. */
  status?: number | undefined;
  /** What the endpoint asked for in Retry-After. */
  retryAfterMs?: number | undefined;
}

/** A call that failed. The sentence names the endpoint, never the key or the prompt. */
export class LlmError extends Error {
  override readonly name = "LlmError";
  readonly kind: LlmErrorKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: LlmErrorKind, message: string, { cause, status, retryAfterMs }: Facts = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}
