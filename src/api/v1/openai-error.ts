import type { FastifyReply, FastifyRequest } from "fastify";
import { isCallersFault, publicMessage } from "../../gateway/index.ts";
import { WorkerFault } from "../../workers/index.ts";
import { toFailure, type Failure } from "../errors.ts";

/** OpenAI's error object. */
export interface OpenaiError {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

/** Turns whatever was thrown into OpenAI's form. */
export function toOpenaiError(error: unknown): { failure: Failure; body: { error: OpenaiError } } {
  const failure = error instanceof WorkerFault ? fromFault(error) : fromOwn(toFailure(error));
  const type = typeOf(failure);
  return { failure, body: { error: { message: failure.detail, type, param: failure.field ?? null, code: codeOf(failure, error) } } };
}

/** The error handler of `/v1`: its clients map the status to their error classes. */
export function sendOpenaiError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { failure, body } = toOpenaiError(error);
  if (failure.code === "internal") request.log.error({ err: error }, "request failed");
  if (failure.retryAfterSeconds !== undefined) void reply.header("retry-after", failure.retryAfterSeconds);
  // Ours are spent: else the client's retries and ours multiply.
  if (error instanceof WorkerFault || failure.code === "over_budget") void reply.header("x-should-retry", "false");
  return reply.code(failure.status).type("application/json").send(JSON.stringify(body));
}

/** A request that the worker refused as wrong keeps the worker's status; any other 4xx of a worker is not about the caller. */
function fromFault(fault: WorkerFault): Failure {
  const failure: Failure = { ...toFailure(fault), detail: publicMessage(fault), field: undefined };
  if (isCallersFault(fault)) return { ...failure, status: fault.status ?? 400, code: "invalid_input" };
  return failure.status < 429 ? { ...failure, status: 502, code: "upstream" } : failure;
}

/** OpenAI has no 402: a spent quota is a 429 of its own type. */
function fromOwn(failure: Failure): Failure {
  return failure.code === "over_budget" ? { ...failure, status: 429 } : failure;
}

/** Our own limits are told from a worker's: `requests` and `tokens` are what OpenAI calls them. */
function typeOf({ status, code, limit }: Failure): string {
  if (code === "over_budget") return "insufficient_quota";
  return limit ?? TYPES.get(status) ?? (status >= 500 ? "server_error" : "invalid_request_error");
}

function codeOf(failure: Failure, error: unknown): string {
  if (failure.code === "over_budget") return "insufficient_quota";
  if (error instanceof WorkerFault && error.fault === "rate_limited") return "workers_rate_limited";
  if (error instanceof WorkerFault && error.fault === "circuit_open") return "workers_cooling";
  if (failure.code === "not_found" && failure.field === "model") return "model_not_found";
  return CODES.get(failure.status) ?? failure.code;
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [403, "permission_error"],
  [429, "rate_limit_error"],
]);

const CODES: ReadonlyMap<number, string> = new Map([
  [401, "invalid_api_key"],
  [429, "rate_limit_exceeded"],
]);
