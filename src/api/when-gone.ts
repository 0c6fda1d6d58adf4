import type { FastifyReply } from "fastify";

/** Aborted when the caller closes the connection before the response has ended. */
export function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
