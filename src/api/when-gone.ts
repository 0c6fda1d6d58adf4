import type { FastifyReply } from "fastify";

/** Aborted when the caller closes the connection before the response has ended, and at once when it is closed already. */
export function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const close = () => {
    if (!raw.writableFinished) gone.abort();
  };
  if (raw.closed || raw.destroyed) close();
  else raw.once("close", close);
  return gone.signal;
}
