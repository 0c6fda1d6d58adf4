import type { App } from "../../../app.ts";
import { compareAnswers, compareRequestSchema, type CompareSink } from "../../../gateway/index.ts";
import { toFailure } from "../../errors.ts";
import { openEventStream } from "../../event-stream.ts";
import { ANYBODY } from "../../scope.ts";
import type { ApiServer } from "../../server-types.ts";
import { whenGone } from "../../when-gone.ts";

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** `POST /assay/v1/compare`: the playground's stream, an event a piece, each with its column. */
export function compareRoutes(server: ApiServer, { gateway, showings }: Pick<App, "gateway" | "showings">): void {
  server.post(
    "/assay/v1/compare",
    {
      config: {
        scope: "chat",
        answers: { description: "Events, until `done` or `error`", content: { "text/event-stream": { schema: { type: "object" } } } },
      },
      bodyLimit: MAX_BODY_BYTES,
      schema: { summary: "Ask several workers the same, and stream all answers at once (server-sent events)", body: compareRequestSchema },
    },
    async (request, reply) => {
      const caller = request.caller?.name ?? "anybody";
      const events = openEventStream(reply);
      const sink: CompareSink = {
        onStart: (control) => events.throttle(control),
        onEvent(event) {
          // Whoever reads `done` may vote: the route below finds it.
          if (event.type !== "done") events.send(JSON.stringify(event));
          else last = JSON.stringify(event);
        },
      };
      let last: string | undefined;
      try {
        const { id, prompt, isBlind, answers } = await compareAnswers(
          gateway.for(request.caller ?? ANYBODY),
          { request: request.body, caller, signal: whenGone(reply) },
          sink,
        );
        const shown = answers.map(({ worker, ...answer }) => ({ ...answer, workerUid: worker.uid }));
        showings.add({ id, rater: caller, source: "playground", prompt, isBlind, answers: shown });
        if (last !== undefined) events.send(last);
      } catch (error) {
        // Nobody was asked: the error handler may still answer with a status.
        if (!events.hasBegun) throw error;
        const { code, detail } = toFailure(error);
        if (code === "internal") request.log.error({ err: error }, "compare failed");
        events.send(JSON.stringify({ type: "error", message: detail }));
      }
      events.end();
      return reply;
    },
  );
}
