import { z } from "zod";
import type { App } from "../../../app.ts";
import type { ApiServer } from "../../server-types.ts";
import { WHOLE_OR_STREAM } from "../answers.ts";
import { forward, MAX_PROMPT_BYTES } from "../forward.ts";

/** What we read of the body; everything else is passed through untouched. */
const bodySchema = z
  .looseObject({
    model: z.string().min(1).max(256).describe("A worker, a model that workers serve, or a policy: GET /v1/models lists them"),
    messages: z.array(z.looseObject({ role: z.string() })).min(1),
    stream: z.boolean().nullish(),
  })
  .meta({ examples: [{ model: "assay/auto", messages: [{ role: "user", content: "What is 17 + 25?" }] }] });

/** `POST /v1/chat/completions`: OpenAI's chats over the network. */
export function chatCompletionsRoute(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  server.post(
    "/v1/chat/completions",
    {
      config: { scope: "chat", answers: WHOLE_OR_STREAM },
      bodyLimit: MAX_PROMPT_BYTES,
      schema: { summary: "Chat with the network, in OpenAI's form", body: bodySchema },
    },
    (request, reply) => forward(gateway, "chat", request, reply),
  );
}
