import type { FastifyRequest } from "fastify";

/** Lines of JSON, unless the caller reads server-sent events. */
export function framingFor({ headers }: FastifyRequest): "sse" | "ndjson" {
  return headers.accept?.includes("text/event-stream") ? "sse" : "ndjson";
}
