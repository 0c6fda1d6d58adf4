import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../../app.ts";
import { completeChat, streamChat } from "../../gateway/index.ts";
import { costOfUsage, type EndpointName, type WorkerSnapshot } from "../../workers/index.ts";
import { openEventStream } from "../event-stream.ts";
import { whenGone } from "../when-gone.ts";
import { toOpenaiError } from "./openai-error.ts";

type Gateway = App["gateway"];
type Completion = Parameters<typeof completeChat>[1];

/** Of a body that is passed on: a long prompt with pictures. */
export const MAX_PROMPT_BYTES = 8 * 1024 * 1024;

interface ForwardedBody extends Record<string, unknown> {
  model: string;
  stream?: boolean | null | undefined;
}

/** Passes a caller's request on to a worker, and what the worker says back as it came: whole, or event by event. */
export async function forward(
  gateway: Gateway,
  endpoint: EndpointName,
  request: FastifyRequest & { body: ForwardedBody },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { body, rawJson: bytes, caller } = request;
  const completion: Completion = {
    caller: caller?.name ?? "anybody",
    model: body.model,
    request: { endpoint, body, ...(bytes && { bytes }) },
    signal: whenGone(reply),
  };
  if (body.stream === true && endpoint !== "embeddings") return forwardStream(gateway, completion, request, reply);
  const { worker, attempts, value } = await completeChat(gateway, completion);
  return reply
    .headers({ ...answeredBy(worker, attempts), ...(value.usage && { "x-assay-cost": String(costOfUsage(worker, value.usage)) }) })
    .type("application/json")
    .send(value.json ?? JSON.stringify(value.body));
}

async function forwardStream(
  gateway: Gateway,
  completion: Completion,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const events = openEventStream(reply);
  try {
    await streamChat(gateway, completion, {
      onWorker: (worker, attempts) => events.begin(answeredBy(worker, attempts)),
      onStart: (control) => events.throttle(control),
      onEvent: (data) => events.send(data),
    });
    events.send("[DONE]");
  } catch (error) {
    // Nothing was sent: the error handler may still answer with a status.
    if (!events.hasBegun) throw error;
    const { failure, body } = toOpenaiError(error);
    request.log.warn({ code: failure.code }, "stream broken off");
    events.send(JSON.stringify(body));
  }
  events.end();
  return reply;
}

/** Names were checked when the worker was registered: they hold no character that a header could not. */
function answeredBy(worker: WorkerSnapshot, attempts: number): Record<string, string> {
  return { "x-assay-worker": worker.name, "x-assay-attempts": String(attempts) };
}
