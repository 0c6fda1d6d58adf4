import type { FastifyReply, FastifyRequest } from "fastify";
import { toFailure } from "./errors.ts";

/** The error handler of the Subnet 1 API: `{"detail": …}`, with the field at fault. */
export function sendDetail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, detail, field, retryAfterSeconds } = toFailure(error);
  if (code === "internal") request.log.error({ err: error }, "request failed");
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", retryAfterSeconds);
  return reply.code(status).type("application/json").send(JSON.stringify({ detail, code, field }));
}
