import type { FastifyReply } from "fastify";
import { eventsOfBody } from "../../gateway/index.ts";
import type { JsonObject } from "../../workers/index.ts";
import { openEventStream } from "../event-stream.ts";

/** A whole answer from the cache, in the form that the request asks for. */
export function sendCached(answer: JsonObject, body: JsonObject, isStream: boolean, reply: FastifyReply): FastifyReply {
  void reply.header("x-assay-cost", "0");
  if (!isStream) return reply.type("application/json").send(JSON.stringify(answer));
  const { include_usage: includesUsage } = (body["stream_options"] ?? {}) as { include_usage?: unknown };
  const events = openEventStream(reply);
  for (const event of eventsOfBody(answer, includesUsage === true)) events.send(event);
  events.send("[DONE]");
  events.end();
  return reply;
}
