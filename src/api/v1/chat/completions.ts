import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { App } from "../../../app.ts";
import { completeChat, streamChat } from "../../../gateway/index.ts";
import type { WorkerRequest, WorkerSnapshot } from "../../../workers/index.ts";
import { openEventStream } from "../../event-stream.ts";
import { whenGone } from "../../when-gone.ts";
import type { ApiServer } from "../../server-types.ts";
import { toOpenaiError } from "../openai-error.ts";

export const MAX_PROMPT_BYTES = 8 * 1024 * 1024;

/** What we read of the body; everything else is passed through untouched. */
const bodySchema = z.looseObject({
  model: z.string().min(1).max(256),
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  stream: z.boolean().nullish(),
});

/** `POST /v1/chat/completions`: OpenAI's interface over the network. */
export function chatCompletionsRoute(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  server.post(
    "/v1/chat/completions",
    {
      config: { scope: "chat" },
      bodyLimit: MAX_PROMPT_BYTES,
      schema: { summary: "Chat with the network, in OpenAI's form", body: bodySchema },
    },
    async (request, reply) => {
      const { model, stream } = request.body;
      const asked: WorkerRequest = { endpoint: "chat", body: request.body, ...(request.rawJson && { bytes: request.rawJson }) };
      const completion = { caller: request.caller?.name ?? "anybody", model, request: asked, signal: whenGone(reply) };
      if (stream === true) return streamTo(request, reply, gateway, completion);
      const { worker, attempts, value } = await completeChat(gateway, completion);
      return reply.headers(answeredBy(worker, attempts)).type("application/json").send(JSON.stringify(value.body));
    },
  );
}

async function streamTo(
  request: FastifyRequest,
  reply: FastifyReply,
  gateway: App["gateway"],
  completion: Parameters<typeof completeChat>[1],
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
