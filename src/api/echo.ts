import { setTimeout as delay } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { App } from "../app.ts";
import { chatRequestSchema, ChunkWriter, type ChatRequest } from "../gateway/index.ts";
import { openEventStream } from "./event-stream.ts";
import { framingFor } from "./framing-for.ts";
import { sendDetail } from "./send-detail.ts";
import type { ApiServer } from "./server-types.ts";
import { whenGone } from "./when-gone.ts";

const WORD_MS = 300;
/** Echoes come from nobody. */
const UID = 0;

const echoRequestSchema = chatRequestSchema.and(
  z.object({ delay_ms: z.number().min(0).max(10_000).default(WORD_MS).describe("Milliseconds between words") }),
);

/** `/echo`: the words of the messages, k times, in the form of `/chat`; for testing a client. */
export function echoRoutes(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  void server.register(async (scope: ApiServer) => {
    scope.setErrorHandler(sendDetail);
    scope.post(
      "/echo",
      {
        config: {
          scope: "chat",
          answers: {
            description: "As /chat",
            content: { "application/x-ndjson": { schema: { type: "string" } }, "text/event-stream": { schema: { type: "object" } } },
          },
        },
        schema: { summary: "Streams the words of the messages k times: for testing a client", body: echoRequestSchema },
      },
      (request, reply) => echo(gateway, request.body, request, reply),
    );
  });
}

async function echo(
  { now, elapsed }: Pick<App["gateway"], "now" | "elapsed">,
  { messages, k, accumulate, delay_ms: delayMs }: ChatRequest & { delay_ms: number },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const lines = openEventStream(reply, { framing: framingFor(request) });
  const writer = new ChunkWriter({ accumulate, now });
  const signal = whenGone(reply);
  const startedAt = elapsed();
  lines.begin();
  const words = messages.join("\n\n").match(/\s*\S+/g) ?? [];
  try {
    for (let time = 0; time < k; time++) {
      for (const word of words) {
        await delay(delayMs, undefined, { signal });
        lines.send(JSON.stringify(writer.chunk(UID, word, (elapsed() - startedAt) / 1000)));
      }
    }
    lines.send(JSON.stringify(writer.final(UID)));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  lines.end();
  return reply;
}
