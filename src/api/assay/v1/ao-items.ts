import { z } from "zod";
import { listProcesses, takeItem } from "../../../ao/index.ts";
import type { App } from "../../../app.ts";
import type { ApiServer } from "../../server-types.ts";

const MAX_BODY_BYTES = 14 * 1024 * 1024;

/** `/assay/v1/ao`: what `/ao` does, for clients that speak JSON, such as our command line. */
export function aoItemsRoutes(server: ApiServer, { ao }: Pick<App, "ao">): void {
  server.post(
    "/assay/v1/ao/items",
    {
      config: { scope: "open" },
      bodyLimit: MAX_BODY_BYTES,
      schema: {
        summary: "Take a signed data item (ANS-104) in base64. Answers when it was handled",
        body: z.strictObject({ item: z.base64() }),
        response: { 202: z.object({ id: z.string() }) },
      },
    },
    async ({ body }, reply) => reply.code(202).send({ id: await takeItem(ao, Buffer.from(body.item, "base64")) }),
  );

  server.get(
    "/assay/v1/ao/processes",
    {
      config: { scope: "read" },
      schema: {
        summary: "The processes that messages can be sent to",
        response: {
          200: z.object({
            processes: z.array(
              z.object({ id: z.string(), kind: z.string(), owner: z.string(), settings: z.record(z.string(), z.unknown()) }),
            ),
          }),
        },
      },
    },
    async () => ({ processes: await listProcesses(ao.db) }),
  );
}
