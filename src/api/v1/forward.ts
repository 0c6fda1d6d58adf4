import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../../app.ts";
import { bestOf, bodyOfEvents, completeChat, recordHit, streamChat } from "../../gateway/index.ts";
import { costOfUsage, type EndpointName, type JsonObject, type WorkerSnapshot } from "../../workers/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { openEventStream } from "../event-stream.ts";
import { ANYBODY } from "../scope.ts";
import { whenGone } from "../when-gone.ts";
import { forwardBestOf } from "./forward-best-of.ts";
import { toOpenaiError } from "./openai-error.ts";
import { sendCached } from "./send-cached.ts";

type Gateway = App["gateway"];
type Completion = Parameters<typeof completeChat>[1];

/** Of a body that is passed on: a long prompt with pictures. */
export const MAX_PROMPT_BYTES = 8 * 1024 * 1024;

const MAX_HEDGE_MS = 600_000;

interface ForwardedBody extends Record<string, unknown> {
  model: string;
  stream?: boolean | null | undefined;
}

/** Passes a caller's request on to a worker, and what the worker says back as it came: whole, or event by event. */
export async function forward(
  { for: open }: Gateway,
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
    hedge: hedgeOf(request),
  };
  const gateway = open(caller ?? ANYBODY);
  const count = endpoint === "chat" ? bestOf(body.model) : undefined;
  if (count !== undefined) return forwardBestOf(gateway, completion, count, request, reply);
  const isStream = body.stream === true && endpoint !== "embeddings";
  const look = gateway.look(completion.request, cacheWishOf(request));
  if (look.state !== "off") void reply.header("x-assay-cache", look.state);
  if (look.state === "hit") {
    recordHit(gateway, completion, isStream);
    return sendCached(look.body, body, isStream, reply);
  }
  if (isStream) return forwardStream(gateway, completion, look, request, reply);
  const { worker, asked, value } = await completeChat(gateway, completion);
  if (look.state === "miss") look.keep(value.body);
  return reply
    .headers({ ...answeredBy(worker, asked), ...(value.usage && { "x-assay-cost": String(costOfUsage(worker, value.usage)) }) })
    .type("application/json")
    .send(value.json ?? JSON.stringify(value.body));
}

async function forwardStream(
  gateway: ReturnType<Gateway["for"]>,
  completion: Completion,
  look: ReturnType<ReturnType<Gateway["for"]>["look"]>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const events = openEventStream(reply);
  const heard: JsonObject[] = [];
  try {
    await streamChat(gateway, completion, {
      onWorker: (worker, asked) => events.begin(answeredBy(worker, asked)),
      onStart: (control) => events.throttle(control),
      onEvent(data, event) {
        events.send(data);
        if (look.state === "miss") heard.push(event ?? (JSON.parse(data) as JsonObject));
      },
    });
    events.send("[DONE]");
    const whole = look.state === "miss" ? bodyOfEvents(heard) : undefined;
    if (whole && look.state === "miss") look.keep(whole);
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

/** Whether the caller wants its cache used, beyond what it is used for by itself. */
function cacheWishOf({ headers }: FastifyRequest): "on" | "off" | undefined {
  const wish = headers["x-assay-cache"];
  if (wish === undefined || wish === "on" || wish === "off") return wish;
  throw new AssayError("invalid_input", "x-assay-cache: on or off is expected.", { field: "x-assay-cache" });
}

/** The caller's own wish for this request. */
function hedgeOf({ headers }: FastifyRequest): Completion["hedge"] {
  const wish = headers["x-assay-hedge"];
  if (wish === undefined) return undefined;
  if (wish === "off" || wish === "p50" || wish === "p95") return wish;
  const milliseconds = Number(wish);
  if (Number.isSafeInteger(milliseconds) && milliseconds >= 1 && milliseconds <= MAX_HEDGE_MS) return milliseconds;
  throw new AssayError("invalid_input", `x-assay-hedge: off, p50, p95 or milliseconds from 1 to ${MAX_HEDGE_MS} are expected.`, {
    field: "x-assay-hedge",
  });
}

/** Names were checked when the worker was registered: they hold no character that a header could not. */
function answeredBy(worker: WorkerSnapshot, asked: readonly { name: string }[]): Record<string, string> {
  const names = asked.map(({ name }) => name);
  return { "x-assay-worker": worker.name, "x-assay-attempts": String(names.length), "x-assay-workers": names.join(",") };
}
