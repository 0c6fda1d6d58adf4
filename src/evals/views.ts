import { z } from "zod";
import { raceViewSchema } from "./racing/judged-race.ts";
import { runSettingsSchema, runStateSchema } from "./run.ts";

/** A mean with its standard error as the harness computes it. Null: not enough samples. */
const metricsSchema = z
  .record(z.string(), z.number().nullable())
  .describe("`metric,filter` and `metric_stderr,filter`, as lm-evaluation-harness names them; over the answered documents");

const taskWorkerSchema = z.object({
  n: z.int().describe("documents with an answer that was scored"),
  metrics: metricsSchema,
  intervals: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .describe(
      "by `metric,filter`: the 95 % interval. Wilson's where every value of one task is 0 or 1, else Student's t on the standard error",
    ),
  errors: z.record(z.string(), z.int()).describe("documents without a scored answer, by fault"),
});

const subtaskSchema = z.object({ n: z.int(), workers: z.record(z.string(), taskWorkerSchema) });

export const taskResultSchema = subtaskSchema.extend({
  subtasks: z.record(z.string(), subtaskSchema).optional().describe("a group's tasks; its own numbers are weighted by size"),
});
export type TaskResult = z.infer<typeof taskResultSchema>;

export const leaderboardRowSchema = z.object({
  worker: z.string(),
  uid: z.int(),
  kind: z.string(),
  simulated: z.boolean(),
  n: z.int().describe("documents with an outcome: answered, or failed by the worker's fault"),
  failed: z.int().describe("documents that the worker failed to answer; they count as not solved"),
  score: z.number().nullable().describe("mean of the headline metric over all documents of the run"),
  stderr: z.number().nullable().describe("standard error as lm-evaluation-harness computes it; clustered where the run names clusters"),
  low: z.number().nullable(),
  high: z.number().nullable().describe("95 % interval: Wilson's for outcomes of 0 and 1, Student's t for graded or clustered ones"),
  rankBest: z.int(),
  rankWorst: z.int().describe("the ranks that the evidence leaves possible"),
  bracket: z.int().describe("neighbours that are not resolved share a bracket"),
  medianMs: z.number().nullable(),
  cost: z
    .number()
    .nullable()
    .describe("micro-units of the account currency for all its answers; null: the run goes on, or its tokens are not known"),
  incentive: z.number(),
});
export type LeaderboardRow = z.infer<typeof leaderboardRowSchema>;

export const bracketSchema = z.object({
  bracket: z.int(),
  workers: z.array(z.string()),
  documentsNeeded: z
    .int()
    .nullable()
    .describe("about how many more documents would tell its neighbours apart; null: no number at these rates"),
  isEnough: z.boolean().describe("whether the run still has so many"),
});
export type BracketView = z.infer<typeof bracketSchema>;

export const leaderboardSchema = z.object({
  run: z.string().nullable(),
  state: runStateSchema.nullable(),
  method: z
    .enum(["anytime", "exact", "race"])
    .describe(
      "how pairs are told apart. anytime: while the run goes on, looking early stays honest; exact: all documents are in; race: as the race decided",
    ),
  documents: z.int(),
  clustered: z.boolean().describe("whether errors allow for documents that go together"),
  rows: z.array(leaderboardRowSchema),
  brackets: z.array(bracketSchema).describe("workers that are not told apart, and what it would take"),
});
export type Leaderboard = z.infer<typeof leaderboardSchema>;

/** Two workers on the documents that both have an outcome for. */
const pairedSchema = z.object({
  documents: z.int(),
  wins: z.int().describe("documents that only a solved"),
  losses: z.int().describe("documents that only b solved"),
  difference: z.number().describe("score of a minus score of b"),
  stderr: z.number().nullable().describe("standard error of the difference, paired; clustered where the run names clusters"),
  low: z.number().nullable(),
  high: z.number().nullable().describe("95 % interval of the difference: paired Student's t"),
  test: z.enum(["mcnemar", "paired-t"]).describe("mcnemar: outcomes of 0 and 1; paired-t: graded or clustered ones"),
  pValue: z.number().describe("two-sided, not corrected for the number of pairs"),
});

export const comparisonSchema = z.object({
  run: z.string(),
  a: z.string(),
  b: z.string(),
  ...pairedSchema.shape,
  pAdjusted: z.number().nullable().describe("corrected over all pairs of the run (Holm); null while it goes on"),
  eValue: z.number().describe("anytime-valid evidence that they differ"),
  resolved: z.boolean(),
  better: z.string().nullable().describe("who is better; null: not resolved"),
  documentsNeeded: z.int().nullable().describe("about how many more documents would resolve them; null: resolved, or never at this rate"),
  tasks: z.record(z.string(), pairedSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** A worker of one run and one of another, on the documents that both have an outcome for. */
export const runComparisonSchema = pairedSchema.extend({
  a: z.object({ run: z.string(), worker: z.string() }),
  b: z.object({ run: z.string(), worker: z.string() }),
  tasks: z.record(z.string(), pairedSchema),
});
export type RunComparison = z.infer<typeof runComparisonSchema>;

export const differenceQuerySchema = z.object({
  a: z.string().max(128),
  b: z.string().max(128),
  outcome: z
    .enum(["differ", "a", "b", "neither", "both", "all"])
    .default("differ")
    .describe("differ: one did better; a, b: which; neither, both: solved it; all: every document that both have an outcome of"),
  task: z.string().max(256).optional(),
  text: z.string().max(200).optional().describe("part of either answer, in any case"),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DifferenceQuery = z.infer<typeof differenceQuerySchema>;

const differenceSideSchema = z.object({
  uid: z.int(),
  text: z.string().describe("the raw answer, or the fault's sentence; cut at 2,000 characters"),
  extracted: z.string().nullable(),
  score: z.number().nullable(),
  fault: z.string().nullable(),
});
export type DifferenceSide = z.infer<typeof differenceSideSchema>;

export const differencePageSchema = z.object({
  documents: z.array(
    z.object({
      ordinal: z.int(),
      task: z.string(),
      docId: z.int(),
      target: z.string(),
      a: differenceSideSchema,
      b: differenceSideSchema,
    }),
  ),
  total: z.int().describe("documents that fit without the text"),
  next: z.int().nullable().describe("pass as `after` for the next page, which a search may leave short"),
});
export type DifferencePage = z.infer<typeof differencePageSchema>;

export const runWorkerSchema = z.object({
  uid: z.int(),
  name: z.string(),
  kind: z.string(),
  state: z.enum(["queued", "requesting", "evaluating", "stopped", "done"]).describe("stopped: not asked for the rest, `error` says why"),
  held: z.enum(["paused", "draining"]).nullable().describe("the run waits for the worker until it is resumed or removed"),
  answered: z.int(),
  scored: z.int(),
  askTo: z.int().nullable().describe("in a race: how many documents of its order the worker is asked; null: no race, or not judged yet"),
  error: z.string().nullable().describe("why the worker's remaining documents were given up"),
});

export const runSummarySchema = z.object({
  id: z.string(),
  state: runStateSchema,
  tasks: z.array(z.string()).describe("as asked for"),
  workerCount: z.int(),
  instanceCount: z.int().describe("documents; 0 until sampled"),
  answered: z.int(),
  scored: z.int().describe("of instanceCount x workerCount"),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
  origin: z.string().nullable().describe("the run whose answers it scores anew; null: it asked for itself"),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runDetailSchema = runSummarySchema.extend({
  settings: runSettingsSchema,
  warnings: z.array(z.string()),
  workers: z.array(runWorkerSchema),
  spent: z
    .object({ calls: z.int(), tokens: z.int(), usd: z.number() })
    .nullable()
    .describe("what is charged to the budget; calls under way at their bound. Null: the run has no budget"),
  race: raceViewSchema.nullable().describe("how far a run is that asks until its workers are told apart; null: it is no race"),
  taskNames: z.array(z.string()).describe("the tasks that the names stand for"),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

/** What `assay eval --json` prints. */
export const runResultSchema = z.object({
  run: z.string(),
  state: runStateSchema,
  tasks: z.record(z.string(), taskResultSchema),
  leaderboard: z.array(leaderboardRowSchema),
  brackets: z.array(bracketSchema),
  warnings: z.array(z.string()),
});
export type RunResult = z.infer<typeof runResultSchema>;

export const sampleRowSchema = z.object({
  ordinal: z.int().describe("the document's place in the run"),
  task: z.string(),
  docId: z.int(),
  uid: z.int(),
  worker: z.string(),
  target: z.string(),
  text: z.string().describe("the raw answer, or the fault's sentence; cut at 2,000 characters in lists"),
  extracted: z.string().nullable().describe("what the headline filter took out of the answer"),
  score: z.number().nullable(),
  fault: z.string().nullable(),
  durationMs: z.number(),
});
export type SampleRow = z.infer<typeof sampleRowSchema>;

export const samplePageSchema = z.object({
  samples: z.array(sampleRowSchema),
  next: z.string().nullable().describe("pass as `after` for the next page; a search may leave a page short, even empty, and still go on"),
});
export type SamplePage = z.infer<typeof samplePageSchema>;

export const sampleDetailSchema = sampleRowSchema.extend({
  doc: z.record(z.string(), z.unknown()),
  request: z.discriminatedUnion("endpoint", [
    z.object({ endpoint: z.enum(["chat", "completions"]), body: z.record(z.string(), z.unknown()) }),
    z
      .object({
        endpoint: z.literal("likelihoods"),
        groups: z.array(z.object({ context: z.string(), continuations: z.array(z.string()).readonly() })).readonly(),
      })
      .describe("texts whose continuations are compared by their log-likelihoods"),
  ]),
  results: z
    .record(
      z.string(),
      z.object({
        extracted: z.string(),
        metrics: z.record(z.string(), z.number()),
        parts: z
          .record(z.string(), z.array(z.number()).readonly())
          .optional()
          .describe("what a metric's total is summed up from, where it is no mean"),
      }),
    )
    .describe("per filter: what it extracted, and every metric"),
  explanation: z.array(z.string()).describe("step by step, why it scored what it scored"),
  promptTokens: z.int().nullable(),
  completionTokens: z.int().nullable(),
  finishReason: z.string().nullable(),
});
export type SampleDetail = z.infer<typeof sampleDetailSchema>;

export const sampleQuerySchema = z.object({
  worker: z.string().optional(),
  task: z.string().optional(),
  fault: z.string().optional().describe("a fault's code, or `any`"),
  score: z.enum(["right", "wrong"]).optional(),
  text: z.string().max(200).optional().describe("part of the answer, in any case"),
  after: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type SampleQuery = z.infer<typeof sampleQuerySchema>;

export const taskEntrySchema = z.object({
  name: z.string(),
  kind: z.enum(["task", "group", "tag"]),
  file: z.string().nullable(),
  taskCount: z.int().describe("tasks that the name stands for"),
  refusal: z.string().nullable().describe("why it cannot be run"),
  makesDocuments: z.boolean().describe("its documents are made from a seed: nothing has to be registered"),
  needs: z
    .array(z.object({ dataset: z.string(), config: z.string(), split: z.string().nullable() }))
    .describe("what each of its tasks reads its documents from"),
});
export type TaskEntry = z.infer<typeof taskEntrySchema>;

export const taskDetailSchema = z.object({
  name: z.string(),
  groups: z.array(z.string()),
  warnings: z.array(z.string()),
  tasks: z.array(
    z.object({ name: z.string(), alias: z.string(), metrics: z.array(z.string()), config: z.record(z.string(), z.unknown()) }),
  ),
});
export type TaskDetail = z.infer<typeof taskDetailSchema>;
