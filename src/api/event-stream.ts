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

/** Takes the response out of Fastify's hands when it begins: until then an error may still be answered with a status. */
export function openEventStream(reply: FastifyReply, framing: Framing = "sse"): EventStream {
  const { raw } = reply;
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
    },
    throttle: (control: StreamControl) => void (source = control),
    send(data: string) {
      if (!stream.hasBegun) stream.begin();
      if (raw.destroyed) return;
      const hasRoom = raw.write(framing === "sse" ? `data: ${data}\n\n` : `${data}\n`);
      if (!hasRoom) source?.pause();
    },
    end: () => void (raw.destroyed || raw.end()),
  };
  return stream;
}
