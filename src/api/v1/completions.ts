import { z } from "zod";
import type { App } from "../../app.ts";
import type { ApiServer } from "../server-types.ts";
import { WHOLE_OR_STREAM } from "./answers.ts";
import { forward, MAX_PROMPT_BYTES } from "./forward.ts";
import { textsSchema } from "./texts.ts";

/** What we read of the body; everything else is passed through untouched. */
const bodySchema = z
  .looseObject({
    model: z.string().min(1).max(256).describe("A worker, a model that workers serve, or a policy: GET /v1/models lists them"),
    prompt: textsSchema,
    stream: z.boolean().nullish(),
  })
  .meta({ examples: [{ model: "qwen", prompt: "17 + 25 =", max_tokens: 4 }] });

/** `POST /v1/completions`: OpenAI's plain completions over the network. */
export function completionsRoute(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  server.post(
    "/v1/completions",
    {
      config: { scope: "chat", answers: WHOLE_OR_STREAM },
      bodyLimit: MAX_PROMPT_BYTES,
      schema: { summary: "Complete a text, in OpenAI's form", body: bodySchema },
    },
    (request, reply) => forward(gateway, "completions", request, reply),
  );
}
