import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../../app.ts";
import { completeBestOf, streamBestOf, type BestOf, type WholeAnswer } from "../../gateway/index.ts";
import { openEventStream } from "../event-stream.ts";

type Completion = Parameters<typeof completeBestOf>[1];

/** `assay/best-of-N`: what most of N workers agree on, in the form of one worker's answer. */
export async function forwardBestOf(
  gateway: ReturnType<App["gateway"]["for"]>,
  completion: Completion,
  count: number,
  { body: { stream } }: FastifyRequest & { body: { stream?: boolean | null | undefined } },
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (stream !== true) {
    const best = await completeBestOf(gateway, completion, count);
    return reply.headers(settledBy(best)).type("application/json").send(JSON.stringify(best.value.body));
  }
  // What fails, fails before the stream begins: then the error handler answers with a status.
  const events = openEventStream(reply);
  await streamBestOf(gateway, completion, count, {
    onDecided: (best) => events.begin(settledBy(best)),
    onEvent: (data) => events.send(data),
  });
  events.send("[DONE]");
  events.end();
  return reply;
}

/** Who was asked, whose answer it is, and who agrees with it. */
function settledBy({ worker, asked, agreement, cost }: BestOf<WholeAnswer>): Record<string, string> {
  return {
    "x-assay-worker": worker.name,
    "x-assay-attempts": String(asked.length),
    "x-assay-workers": asked.map(({ name }) => name).join(","),
    "x-assay-uids": asked.map(({ uid }) => uid).join(","),
    "x-assay-method": agreement.method,
    "x-assay-support": agreement.support.toFixed(4),
    "x-assay-support-uids": agreement.support_uids.join(","),
    "x-assay-agreement": agreement.agreement.toFixed(4),
    ...(cost !== undefined && { "x-assay-cost": String(cost) }),
  };
}
