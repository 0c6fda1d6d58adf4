import type { OutgoingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";
import type { StreamControl } from "../workers/index.ts";

/** How the pieces of a stream are put on the wire. */
type Framing = "sse" | "ndjson";

const CONTENT_TYPE: Record<Framing, string> = { sse: "text/event-stream; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" };

/** A response that is written piece by piece, holding the source back when the reader is slow. */
export interface EventStream {
  readonly hasBegun: boolean;
  /** Commits to 200. */
  begin(headers?: Record<string, string>): void;
  /** The source that is paused while the reader does not read. */
  throttle(control: StreamControl): void;
  /** One piece: the data of an event, or a line. */
  send(data: string): void;
  end(): void;
}

/** Proxies and browsers cut a connection on which nothing comes for a minute. */
const HEARTBEAT_MS = 15_000;

interface EventStreamOptions {
  framing?: Framing;
  /** Milliseconds of silence after which a comment is sent. */
  heartbeatMs?: number;
}

/**
 * Takes the response out of Fastify's hands when it begins: until then an error may still be answered with a status. After
 * that a stream of events that is silent says so with comments, which clients pass over: between events only, and only when
 * nothing else waits to be read.
 */
export function openEventStream(
  reply: FastifyReply,
  { framing = "sse", heartbeatMs = HEARTBEAT_MS }: EventStreamOptions = {},
): EventStream {
  const { raw } = reply;
  let heartbeat: NodeJS.Timeout | undefined;
  raw.once("close", () => clearInterval(heartbeat));
  let source: StreamControl | undefined;
  raw.on("drain", () => source?.resume());
  const stream = {
    hasBegun: false,
    begin(headers: Record<string, string> = {}) {
      stream.hasBegun = true;
      void reply.hijack();
      raw.writeHead(200, {
        ...(reply.getHeaders() as OutgoingHttpHeaders),
        ...headers,
        "content-type": CONTENT_TYPE[framing],
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      });
      // A line of JSON has no comments: who reads lines is told nothing.
      if (framing === "sse") heartbeat = setInterval(() => raw.writableLength === 0 && raw.write(": still there\n\n"), heartbeatMs).unref();
    },
    throttle: (control: StreamControl) => void (source = control),
    send(data: string) {
      if (!stream.hasBegun) stream.begin();
      if (raw.destroyed) return;
      heartbeat?.refresh();
      const hasRoom = raw.write(framing === "sse" ? `data: ${data}\n\n` : `${data}\n`);
      if (!hasRoom) source?.pause();
    },
    end() {
      clearInterval(heartbeat);
      if (!raw.destroyed) raw.end();
    },
  };
  return stream;
}
