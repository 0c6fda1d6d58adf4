import { setTimeout as delay } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { App } from "../app.ts";
import { AssayError } from "../lib/errors.ts";
import { chatRequestSchema, ChunkWriter, fanOut, NoAnswer, workersFor, type ChatRequest } from "../gateway/index.ts";
import { toFailure } from "./errors.ts";
import { openEventStream } from "./event-stream.ts";
import type { ApiServer } from "./server-types.ts";
import { whenGone } from "./when-gone.ts";

const MAX_BODY_BYTES = 8 * 1024 * 1024;
const ECHO_WORD_MS = 300;

/** `/chat` and `/echo`: the Subnet 1 API, with errors as `{"detail": …}`. */
export function chatRoutes(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  void server.register(async (scope: ApiServer) => {
    scope.setErrorHandler(sendDetail);
    const config = { scope: "chat" } as const;

    scope.post(
      "/chat",
      {
        config,
        bodyLimit: MAX_BODY_BYTES,
        schema: { summary: "Ask k workers, stream the answer as StreamChunks", body: chatRequestSchema },
      },
      (request, reply) => chat(gateway, request.body, request, reply),
    );

    scope.post(
      "/echo",
      {
        config,
        bodyLimit: MAX_BODY_BYTES,
        schema: { summary: "Streams the words of the messages k times: for testing a client", body: chatRequestSchema.and(echoSchema) },
      },
      (request, reply) => echo(gateway, request.body, request, reply),
    );
  });
}

const echoSchema = z.object({ delay_ms: z.number().min(0).max(10_000).default(ECHO_WORD_MS) });

async function chat(gateway: App["gateway"], body: ChatRequest, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const workers = workersFor(gateway, body);
  if (workers.length === 0) throw new AssayError("no_workers", "No worker is left to ask: none is registered, or all are excluded.");
  const startedAt = gateway.elapsed();
  const signal = whenGone(reply);
  if (!body.stream) {
    const { uid, chunks, timings, text } = await fanOut(gateway, workers, body, { onDelta() {} }, signal);
    const timing = (gateway.elapsed() - startedAt) / 1000;
    return reply.send({ streamed_chunks: chunks, streamed_chunks_timings: timings, uid, completion: text, timing });
  }
  const lines = openEventStream(reply, framingFor(request));
  const writer = new ChunkWriter({ accumulate: body.accumulate, now: gateway.now });
  lines.begin({ "x-assay-uids": workers.map((worker) => worker.uid).join(",") });
  try {
    const { uid } = await fanOut(
      gateway,
      workers,
      body,
      {
        onCommit: ({ control }) => control && lines.throttle(control),
        onDelta: (from, delta, seconds) => lines.send(JSON.stringify(writer.chunk(from, delta, seconds))),
      },
      signal,
    );
    lines.send(JSON.stringify(writer.final(uid)));
  } catch (error) {
    if (!(error instanceof NoAnswer)) request.log.error({ err: error }, "chat failed");
    lines.send(JSON.stringify(writer.error(error instanceof NoAnswer ? error.message : toFailure(error).detail)));
  }
  lines.end();
  return reply;
}

async function echo(
  gateway: App["gateway"],
  body: ChatRequest & { delay_ms: number },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const lines = openEventStream(reply, framingFor(request));
  const writer = new ChunkWriter({ accumulate: body.accumulate, now: gateway.now });
  const signal = whenGone(reply);
  const startedAt = gateway.elapsed();
  lines.begin();
  const words = body.messages.join("\n\n").match(/\s*\S+/g) ?? [];
  try {
    for (const word of Array.from({ length: body.k }, () => words).flat()) {
      await delay(body.delay_ms, undefined, { signal });
      lines.send(JSON.stringify(writer.chunk(0, word, (gateway.elapsed() - startedAt) / 1000)));
    }
    lines.send(JSON.stringify(writer.final(0)));
  } catch {
    // The caller left.
  }
  lines.end();
  return reply;
}

/** Lines of JSON, unless the caller reads server-sent events. */
function framingFor({ headers }: FastifyRequest): "sse" | "ndjson" {
  return headers.accept?.includes("text/event-stream") ? "sse" : "ndjson";
}

function sendDetail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = error instanceof NoAnswer ? noAnswer(error) : toFailure(error);
  if (failure.status === 500) request.log.error({ err: error }, "request failed");
  if (failure.retryAfterSeconds !== undefined) void reply.header("retry-after", failure.retryAfterSeconds);
  return reply
    .code(failure.status)
    .type("application/json")
    .send(JSON.stringify({ detail: failure.detail, field: failure.field }));
}

function noAnswer({ message }: NoAnswer): ReturnType<typeof toFailure> {
  return toFailure(new AssayError(message.startsWith("timed out") ? "timeout" : "upstream", `${message}.`));
}
