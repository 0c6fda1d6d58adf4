import { z } from "zod";
import type { App } from "../../../app.ts";
import {
  datasetInputSchema,
  datasetViewSchema,
  listDatasets,
  registerDataset,
  removeDataset,
  requireDataset,
  viewDataset,
} from "../../../evals/index.ts";
import type { ApiServer } from "../../server-types.ts";

const admin = { scope: "admin" } as const;
const read = { scope: "read" } as const;
const params = z.strictObject({ name: z.string().max(256) });
const querystring = z.strictObject({
  config: z.string().max(256).optional(),
  revision: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional(),
});
const registrationSchema = datasetViewSchema.extend({
  isNew: z.boolean().describe("false when the newest revision has this content already"),
});
const listSchema = z.object({ datasets: z.array(datasetViewSchema) });

/** `/assay/v1/datasets`: rows registered from files on the server's machine. A name's slash is written %2F. */
export function datasetsRoutes(server: ApiServer, { db, log }: App): void {
  server.post(
    "/assay/v1/datasets",
    {
      config: admin,
      schema: {
        summary: "Register files of the server's machine as a dataset",
        body: datasetInputSchema,
        response: { 200: registrationSchema, 201: registrationSchema },
      },
    },
    async ({ body }, reply) => {
      const { dataset, isNew } = await registerDataset(db, body);
      const view = viewDataset(dataset);
      if (isNew) log.info({ dataset: view.name, config: view.config, revision: view.revision, rows: view.rows }, "dataset registered");
      return reply.code(isNew ? 201 : 200).send({ ...view, isNew });
    },
  );

  server.get(
    "/assay/v1/datasets",
    { config: read, schema: { summary: "List datasets, every revision", response: { 200: listSchema } } },
    async () => ({ datasets: (await listDatasets(db)).map(viewDataset) }),
  );

  server.get(
    "/assay/v1/datasets/:name",
    { config: read, schema: { summary: "A dataset, its newest revision", params, querystring, response: { 200: datasetViewSchema } } },
    async ({ params: { name }, query }) => viewDataset(await requireDataset(db, name, query.config, query.revision)),
  );

  server.delete(
    "/assay/v1/datasets/:name",
    { config: admin, schema: { summary: "Remove a dataset that no run uses", params, querystring, response: { 200: listSchema } } },
    async ({ params: { name }, query }) => {
      const removed = await removeDataset(db, name, query.config, query.revision);
      log.info({ dataset: name, revisions: removed.length }, "dataset removed");
      return { datasets: removed.map(viewDataset) };
    },
  );
}
