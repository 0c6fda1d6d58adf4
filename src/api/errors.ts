import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { describeIssues, type Issue } from "../lib/describe-issue.ts";
import { AssayError, type ErrorCode } from "../lib/errors.ts";

/** The one table of statuses; its type makes it total. */
export const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthorized: 401,
  insufficient_funds: 402,
  over_budget: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  in_use: 409,
  too_large: 413,
  rate_limited: 429,
  cancelled: 499,
  internal: 500,
  upstream: 502,
  no_workers: 503,
  unavailable: 503,
  timeout: 504,
};

/** A failure as a caller may see it, before it takes the form of one interface. */
export interface Failure {
  status: number;
  code: ErrorCode;
  /** Whole sentences; of a bug of ours only that it is one. */
  detail: string;
  field?: string | undefined;
  /** Every field at fault, where a schema was broken. */
  errors?: { field: string; message: string }[];
  retryAfterSeconds?: number | undefined;
  /** Which limit of the caller's own key was reached. */
  limit?: "requests" | "tokens" | undefined;
}

/** Turns whatever was thrown into what the caller may know. Each interface's error handler begins with it. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AssayError) return fromAssayError(error);
  if (hasZodFastifySchemaValidationErrors(error)) return fromValidation(error);
  const { statusCode = 500, code, message } = error as Partial<FastifyError>;
  if (statusCode >= 500) return { status: 500, code: "internal", detail: INTERNAL };
  const status = code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" ? 415 : statusCode;
  return { status, code: STATUS_CODES.get(status) ?? "invalid_input", detail: sentence(message ?? "The request is not valid") };
}

/** The error handler of our own resources: RFC 9457 problem details. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = toFailure(error);
  if (failure.status >= 500 && failure.code === "internal") request.log.error({ err: error }, "request failed");
  if (failure.retryAfterSeconds !== undefined) void reply.header("retry-after", failure.retryAfterSeconds);
  if (failure.status === 401) void reply.header("www-authenticate", 'Bearer realm="assay"');
  const { status, code, detail, field, errors } = failure;
  return reply
    .code(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title: TITLES[code], status, detail, code, field, errors }));
}

const INTERNAL = "Something went wrong inside Assay; its log says what.";

const STATUS_CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [401, "unauthorized"],
  [402, "over_budget"],
  [403, "forbidden"],
  [404, "not_found"],
  [405, "not_found"],
  [408, "timeout"],
  [413, "too_large"],
  [414, "too_large"],
  [431, "too_large"],
  [429, "rate_limited"],
]);

const TITLES: Readonly<Record<ErrorCode, string>> = {
  invalid_input: "Invalid input",
  unauthorized: "Unauthorized",
  over_budget: "Over budget",
  forbidden: "Forbidden",
  not_found: "Not found",
  conflict: "Conflict",
  in_use: "In use",
  too_large: "Too large",
  insufficient_funds: "Insufficient funds",
  rate_limited: "Too many requests",
  cancelled: "Cancelled",
  internal: "Internal error",
  upstream: "Bad answer from a worker",
  no_workers: "No worker",
  unavailable: "Unavailable",
  timeout: "Timeout",
};

function fromAssayError(error: AssayError): Failure {
  const status = STATUS[error.code];
  if (status === 500) return { status, code: "internal", detail: INTERNAL };
  const retryAfterSeconds = error.retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  return { status, code: error.code, detail: error.message, field: error.field, retryAfterSeconds, limit: error.limit };
}

function fromValidation(error: Error & { validation: readonly Violation[]; validationContext?: string | undefined }): Failure {
  const issues = error.validation.map(({ keyword, instancePath, message, params }) => {
    const path = instancePath.split("/").filter((step) => step !== "");
    return { ...params, code: keyword, path: path.map((step) => (/^\d+$/.test(step) ? Number(step) : step)), message } as unknown as Issue;
  });
  const errors = describeIssues({ issues });
  const detail = sentence(`The ${error.validationContext ?? "body"} is not valid: ${errors[0]?.message ?? "it breaks a rule"}`);
  return { status: 400, code: "invalid_input", detail, field: errors[0]?.field, errors };
}

/** A broken rule as fastify-type-provider-zod hands it on: zod's issue with its path as a string. */
interface Violation {
  keyword: string;
  instancePath: string;
  message?: string | undefined;
  params: object;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
