import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../app.ts";
import { askNetwork, chatRequestSchema, ChunkWriter, type ChatRequest, type NetworkSink } from "../gateway/index.ts";
import { toFailure } from "./errors.ts";
import { openEventStream } from "./event-stream.ts";
import { framingFor } from "./framing-for.ts";
import { ANYBODY } from "./scope.ts";
import { sendDetail } from "./send-detail.ts";
import type { ApiServer } from "./server-types.ts";
import { whenGone } from "./when-gone.ts";

const pieces = { schema: { type: "string", description: "StreamChunks, or a StreamError at the end: one JSON object each" } };
const ANSWERS = {
  description: "A line a StreamChunk; events where the caller reads events; one object with `stream: false`",
  content: {
    "application/x-ndjson": pieces,
    "text/event-stream": { schema: { type: "object", description: "The same, each as the data of an event" } },
    "application/json": { schema: { type: "object", additionalProperties: true } },
  },
};
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** `/chat`: the Subnet 1 API, with errors as `{"detail": …}`. */
export function chatRoutes(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  void server.register(async (scope: ApiServer) => {
    scope.setErrorHandler(sendDetail);
    scope.post(
      "/chat",
      {
        config: { scope: "chat", answers: ANSWERS },
        bodyLimit: MAX_BODY_BYTES,
        schema: { summary: "Ask k workers, stream the answer as StreamChunks", body: chatRequestSchema },
      },
      (request, reply) => (request.body.stream ? stream : whole)(gateway, request.body, request, reply),
    );
  });
}

async function whole(gateway: App["gateway"], body: ChatRequest, { caller }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const startedAt = gateway.elapsed();
  const sink: NetworkSink = { onAsked: (uids) => void reply.headers(askedHeaders(uids)), onChunk() {} };
  const input = { request: body, caller: caller?.name ?? "anybody", signal: whenGone(reply) };
  const { uid, chunks, timings, text, agreement } = await askNetwork(gateway.for(caller ?? ANYBODY), input, sink);
  const timing = (gateway.elapsed() - startedAt) / 1000;
  return reply.send({ streamed_chunks: chunks, streamed_chunks_timings: timings, uid, completion: text, timing, ...agreement });
}

async function stream(gateway: App["gateway"], body: ChatRequest, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const lines = openEventStream(reply, { framing: framingFor(request) });
  const writer = new ChunkWriter({ accumulate: body.accumulate, now: gateway.now });
  const sink: NetworkSink = {
    onAsked: (uids) => lines.begin(askedHeaders(uids)),
    onCommit: ({ control }) => control && lines.throttle(control),
    onChunk: (uid, delta, seconds) => lines.send(JSON.stringify(writer.chunk(uid, delta, seconds))),
  };
  try {
    const { uid, agreement } = await askNetwork(
      gateway.for(request.caller ?? ANYBODY),
      { request: body, caller: request.caller?.name ?? "anybody", signal: whenGone(reply) },
      sink,
    );
    lines.send(JSON.stringify(writer.final(uid, agreement)));
  } catch (error) {
    // Nobody was asked: the error handler may still answer with a status.
    if (!lines.hasBegun) throw error;
    const { code, detail } = toFailure(error);
    if (code === "internal") request.log.error({ err: error }, "chat failed");
    lines.send(JSON.stringify(writer.error(detail)));
  }
  lines.end();
  return reply;
}

/** Tells a caller who wanted more workers than there are whom it got. */
function askedHeaders(uids: readonly number[]): Record<string, string> {
  return { "x-assay-uids": uids.join(","), "x-assay-asked": String(uids.length) };
}
