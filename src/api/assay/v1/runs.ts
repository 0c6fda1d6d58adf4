import { z } from "zod";
import type { App } from "../../../app.ts";
import {
  budgetSchema,
  cancelRun,
  comparisonSchema,
  compareWorkers,
  createRun,
  describeRun,
  differencePageSchema,
  differenceQuerySchema,
  describeSample,
  listDifferences,
  listRuns,
  listSamples,
  readResults,
  resumeRun,
  runDetailSchema,
  runResultSchema,
  runSettingsSchema,
  runSummarySchema,
  sampleDetailSchema,
  samplePageSchema,
  sampleQuerySchema,
} from "../../../evals/index.ts";
import type { ApiServer } from "../../server-types.ts";
import { refuseServerPaths } from "./refuse-server-paths.ts";

/** Of a column of type integer. */
const MOST_INTEGER = 2 ** 31 - 1;
const params = z.strictObject({ id: z.string().max(64) });
const read = { scope: "read" } as const;
const evaluate = { scope: "evaluate" } as const;

/** `/assay/v1/runs`: evaluations, how far they are, and what they found. */
export function runsRoutes(server: ApiServer, { db, evals }: App): void {
  server.post(
    "/assay/v1/runs",
    {
      config: evaluate,
      schema: { summary: "Start a run: tasks x workers x documents", body: runSettingsSchema, response: { 201: runDetailSchema } },
    },
    async ({ body, caller }, reply) => {
      refuseServerPaths(body, caller);
      return reply.code(201).send(await createRun(evals, body));
    },
  );

  server.get(
    "/assay/v1/runs",
    { config: read, schema: { summary: "List runs, the newest first", response: { 200: z.object({ runs: z.array(runSummarySchema) }) } } },
    async () => ({ runs: await listRuns(db) }),
  );

  server.get(
    "/assay/v1/runs/:id",
    { config: read, schema: { summary: "A run and how far each worker is", params, response: { 200: runDetailSchema } } },
    ({ params: { id } }) => describeRun(db, id),
  );

  server.get(
    "/assay/v1/runs/:id/results",
    { config: read, schema: { summary: "Scores per task and worker, and the leaderboard", params, response: { 200: runResultSchema } } },
    ({ params: { id } }) => readResults(db, id),
  );

  server.get(
    "/assay/v1/runs/:id/compare",
    {
      config: read,
      schema: {
        summary: "Two workers, document by document",
        params,
        querystring: z.object({ a: z.string().max(128), b: z.string().max(128) }),
        response: { 200: comparisonSchema },
      },
    },
    ({ params: { id }, query }) => compareWorkers(db, { runId: id, ...query }),
  );

  server.post(
    "/assay/v1/runs/:id/cancel",
    { config: evaluate, schema: { summary: "Cancel a run", params, response: { 200: runDetailSchema } } },
    async ({ params: { id } }) => {
      await cancelRun(evals, id);
      return describeRun(db, id);
    },
  );

  server.post(
    "/assay/v1/runs/:id/resume",
    {
      config: evaluate,
      schema: {
        summary: "Resume a run, perhaps with more to spend",
        params,
        body: z.strictObject({ budget: budgetSchema.optional() }).nullish(),
        response: { 200: runDetailSchema },
      },
    },
    async ({ params: { id }, body }) => {
      await resumeRun(evals, id, body ?? {});
      return describeRun(db, id);
    },
  );
  samplesRoutes(server, { evals });
}

function samplesRoutes(server: ApiServer, { evals }: Pick<App, "evals">): void {
  server.get(
    "/assay/v1/runs/:id/compare/documents",
    {
      config: read,
      schema: {
        summary: "The documents on which two workers differ, with both answers",
        params,
        querystring: differenceQuerySchema,
        response: { 200: differencePageSchema },
      },
    },
    ({ params: { id }, query }) => listDifferences(evals, { runId: id, ...query }),
  );

  server.get(
    "/assay/v1/runs/:id/samples",
    {
      config: read,
      schema: { summary: "A page of scored answers", params, querystring: sampleQuerySchema, response: { 200: samplePageSchema } },
    },
    ({ params: { id }, query }) => listSamples(evals, { runId: id, ...query }),
  );

  server.get(
    "/assay/v1/runs/:id/samples/:ordinal/:uid",
    {
      config: read,
      schema: {
        summary: "One scored answer: prompt, raw answer, what was extracted, why it scored",
        params: params.extend({
          ordinal: z.coerce.number().int().min(0).max(MOST_INTEGER),
          uid: z.coerce.number().int().min(0).max(MOST_INTEGER),
        }),
        response: { 200: sampleDetailSchema },
      },
    },
    ({ params: { id, ordinal, uid } }) => describeSample(evals, { runId: id, ordinal, uid }),
  );
}
