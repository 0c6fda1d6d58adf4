import { z } from "zod";
import type { App } from "../../app.ts";
import type { ApiServer } from "../server-types.ts";
import { WHOLE } from "./answers.ts";
import { forward, MAX_PROMPT_BYTES } from "./forward.ts";
import { textsSchema } from "./texts.ts";

/** What we read of the body; everything else is passed through untouched. */
const bodySchema = z
  .looseObject({
    model: z.string().min(1).max(256).describe("A worker or a model; no policy, because vectors of two models do not compare"),
    input: textsSchema,
  })
  .meta({ examples: [{ model: "bge", input: ["a text", "another"] }] });

/** `POST /v1/embeddings`: texts as vectors, by a worker that is declared to answer them. */
export function embeddingsRoute(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  server.post(
    "/v1/embeddings",
    {
      config: { scope: "chat", answers: WHOLE },
      bodyLimit: MAX_PROMPT_BYTES,
      schema: { summary: "Embed texts, in OpenAI's form", body: bodySchema },
    },
    (request, reply) => forward(gateway, "embeddings", request, reply),
  );
}
