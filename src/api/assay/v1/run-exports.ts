import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../../../app.ts";
import {
  CONTENT_TYPES,
  compareRuns,
  exportSamples,
  reportAsHarness,
  rescoreInputSchema,
  rescoreRun,
  runComparisonSchema,
  runDetailSchema,
} from "../../../evals/index.ts";
import type { ApiServer } from "../../server-types.ts";
import { refuseServerPaths } from "./refuse-server-paths.ts";

const params = z.strictObject({ id: z.string().max(64) });
const worker = z.string().max(128).optional();

/** `/assay/v1/runs/{id}/…`: a run's answers and results as files, scored anew, and beside those of another run. */
export function runExportsRoutes(server: ApiServer, { db, evals }: App): void {
  runAgainRoutes(server, { db, evals });
  server.get(
    "/assay/v1/runs/:id/export",
    {
      config: { scope: "read" },
      schema: {
        summary: "Scored answers as a file: JSON Lines, CSV, parquet, or lm_eval's samples of one worker and task",
        params,
        querystring: z.object({
          format: z.enum(["jsonl", "csv", "parquet", "lm_eval"]).default("jsonl"),
          worker: worker.describe("default: all"),
          task: z.string().max(256).optional().describe("default: all"),
        }),
      },
    },
    async ({ params: { id }, query }, reply) => {
      const bytes = await exportSamples(evals, id, query);
      const format = query.format === "lm_eval" ? "jsonl" : query.format;
      return reply
        .type(CONTENT_TYPES[format])
        .header("content-disposition", `attachment; filename="samples_${id}.${format}"`)
        .send(Readable.from(bytes, { objectMode: false }));
    },
  );

  server.get(
    "/assay/v1/runs/:id/lm-eval",
    {
      config: { scope: "read" },
      schema: {
        summary: "Results as lm_eval's results file has them, of one worker",
        params,
        querystring: z.object({
          worker: worker.describe("may be left out where the run has one"),
          log_samples: z.stringbool().default(true).describe("whether the samples are written, too: then their hashes are told"),
        }),
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    ({ params: { id }, query }) => reportAsHarness(evals, id, { worker: query.worker, withHashes: query.log_samples }),
  );
}

function runAgainRoutes(server: ApiServer, { db, evals }: Pick<App, "db" | "evals">): void {
  server.post(
    "/assay/v1/runs/:id/rescore",
    {
      config: { scope: "evaluate" },
      schema: {
        summary: "Score a run's answers anew, without asking: a run that names its origin",
        params,
        body: rescoreInputSchema.nullish(),
        response: { 201: runDetailSchema },
      },
    },
    async ({ params: { id }, body, caller }, reply) => {
      const input = body ?? rescoreInputSchema.parse({});
      refuseServerPaths(input, caller);
      return reply.code(201).send(await rescoreRun(evals, id, input));
    },
  );

  server.get(
    "/assay/v1/runs/:id/compare/runs",
    {
      config: { scope: "read" },
      schema: {
        summary: "A worker of this run and one of another, on the documents of both, by task",
        params,
        querystring: z.object({
          other: z.string().max(64).optional().describe("default: the same run"),
          a: worker.describe("a worker of this run; may be left out where it has one"),
          b: worker.describe("a worker of the other run"),
        }),
        response: { 200: runComparisonSchema },
      },
    },
    ({ params: { id }, query: { other = id, a, b } }) => compareRuns(db, { runId: id, worker: a }, { runId: other, worker: b }),
  );
}
