import { z } from "zod";
import type { App } from "../../app.ts";
import { AssayError } from "../../lib/errors.ts";
import { bestOf, modelNames } from "../../gateway/index.ts";
import type { ApiServer } from "../server-types.ts";

const modelSchema = z.object({ id: z.string(), object: z.literal("model"), created: z.int(), owned_by: z.string() });
type Model = z.infer<typeof modelSchema>;

function bestOfModel(id: string): Model | undefined {
  return bestOf(id) === undefined ? undefined : { id, object: "model", created: 0, owned_by: "assay" };
}

/** `GET /v1/models`: what `model` may name. */
export function modelsRoutes(server: ApiServer, { gateway }: Pick<App, "gateway">): void {
  const list = (): Model[] => modelNames(gateway).map(({ id, owner }) => ({ id, object: "model", created: 0, owned_by: owner }));

  server.get(
    "/v1/models",
    {
      config: { scope: "chat" },
      schema: { summary: "List models", response: { 200: z.object({ object: z.literal("list"), data: z.array(modelSchema) }) } },
    },
    async () => ({ object: "list" as const, data: list() }),
  );

  server.get(
    "/v1/models/*",
    {
      config: { scope: "chat" },
      schema: { summary: "One model", params: z.object({ "*": z.string().max(256) }), response: { 200: modelSchema } },
    },
    async ({ params: { "*": id } }) => {
      // Of the best-of models one is listed, and all are there.
      const model = list().find((one) => one.id === id) ?? bestOfModel(id);
      if (!model) throw new AssayError("not_found", `The model ${JSON.stringify(id)} does not exist.`, { field: "model" });
      return model;
    },
  );
}
