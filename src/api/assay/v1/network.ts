import { z } from "zod";
import type { App } from "../../../app.ts";
import {
  dropPlan,
  keepPlan,
  listSamplings,
  listWindows,
  manageNetwork,
  planSchema,
  readPlan,
  readSampling,
  registerTasks,
  sampleWorker,
  samplingDocumentsSchema,
  samplingViewSchema,
  summariseTaxonomies,
  taxonomyViewSchema,
  windowViewSchema,
} from "../../../evals/managing/index.ts";
import { registerRequestSchema, samplerRequestSchema } from "../../../evals/pocket/index.ts";
import type { ApiServer } from "../../server-types.ts";

const read = { scope: "read" } as const;
const evaluate = { scope: "evaluate" } as const;
const PATH = "/assay/v1/network";

const managedSchema = z.object({
  started: z.array(z.object({ worker: z.string(), task: z.string(), qty: z.int() })),
  held: z.record(z.string(), z.int()).describe("why others were not asked, with how many workers and tasks"),
  errors: z.array(z.string()),
});
const tableSchema = z.object({
  table: z.string(),
  columns: z.array(z.array(z.string())),
  split_ranges: z.array(z.object({ split: z.string(), min_id: z.int(), max_id: z.int(), n: z.int() })),
});
const registeredSchema = z.object({
  tasks: z.array(
    z.object({ task: z.string(), dataset_table_name: z.string(), table: tableSchema.nullable(), registration: z.string().nullable() }),
  ),
});

/** `/assay/v1/network`: managed sampling of a network, in the documents of the Pocket test-bench. */
export function networkRoutes(server: ApiServer, { evals }: App): void {
  planRoutes(server, evals);
  server.post(
    `${PATH}/register`,
    {
      config: { scope: "admin" },
      schema: {
        summary: "Make sure that the datasets of tasks are here (Register)",
        body: registerRequestSchema,
        response: { 200: registeredSchema },
      },
    },
    async ({ body }) => ({ tasks: await registerTasks(evals, body) }),
  );
  server.post(
    `${PATH}/samplings`,
    {
      config: evaluate,
      schema: {
        summary: "Ask a worker some documents of a task (Sampler)",
        body: samplerRequestSchema,
        response: { 201: samplingDocumentsSchema },
      },
    },
    async ({ body }, reply) => reply.code(201).send(await readSampling(evals, await sampleWorker(evals, body))),
  );
  server.get(
    `${PATH}/samplings`,
    { config: read, schema: { summary: "The newest samplings", response: { 200: z.object({ samplings: z.array(samplingViewSchema) }) } } },
    async () => ({ samplings: await listSamplings(evals) }),
  );
  server.get(
    `${PATH}/samplings/:id`,
    {
      config: read,
      schema: {
        summary: "A sampling: task, instances, prompts, responses, result",
        params: z.strictObject({ id: z.string().max(64) }),
        response: { 200: samplingDocumentsSchema },
      },
    },
    ({ params: { id } }) => readSampling(evals, id),
  );
  server.get(
    `${PATH}/windows`,
    {
      config: read,
      schema: {
        summary: "What is known of workers of late, by task",
        querystring: z.strictObject({ worker: z.string().max(128).optional() }),
        response: { 200: z.object({ windows: z.array(windowViewSchema) }) },
      },
    },
    async ({ query }) => ({ windows: await listWindows(evals, query.worker) }),
  );
  server.get(
    `${PATH}/taxonomies`,
    {
      config: read,
      schema: {
        summary: "What workers can do, by taxonomy (Summarizer)",
        response: { 200: z.object({ taxonomies: z.array(taxonomyViewSchema) }) },
      },
    },
    async () => ({ taxonomies: await summariseTaxonomies(evals) }),
  );
}

function planRoutes(server: ApiServer, evals: App["evals"]): void {
  server.get(
    `${PATH}/plan`,
    { config: read, schema: { summary: "What is sampled of whom, and when", response: { 200: planSchema } } },
    () => readPlan(evals),
  );
  server.put(
    `${PATH}/plan`,
    {
      config: { scope: "admin" },
      schema: { summary: "Lay down what is sampled of whom, and when", body: planSchema, response: { 200: planSchema } },
    },
    ({ body }) => keepPlan(evals, body),
  );
  // The command line posts: for it the plan is one resource that is replaced.
  server.post(
    `${PATH}/plan`,
    { config: { scope: "admin" }, schema: { summary: "The same as PUT", body: planSchema, response: { 200: planSchema } } },
    ({ body }) => keepPlan(evals, body),
  );
  server.delete(
    `${PATH}/plan`,
    { config: { scope: "admin" }, schema: { summary: "Ask nobody by the clock any more", response: { 204: z.null() } } },
    async (_request, reply) => {
      await dropPlan(evals);
      return reply.code(204).send(null);
    },
  );
  server.post(
    `${PATH}/manage`,
    { config: evaluate, schema: { summary: "Look now whom the plan wants asked (Manager)", response: { 200: managedSchema } } },
    () => manageNetwork(evals),
  );
}
