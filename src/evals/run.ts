import { z } from "zod";
import { budgetSchema } from "./budget.ts";
import { raceSettingsSchema } from "./racing/race-settings.ts";

export const bodyStyleSchema = z.enum(["compatible", "openai", "openai-o1", "openai-o3"]);

/** What the harness's files say of its command line, by their names (`config` of results_*.json). */
const lmEvalSchema = z.strictObject({
  model: z.string().max(256),
  model_args: z.union([z.string().max(100_000), z.record(z.string(), z.unknown())]),
  model_name: z.string().max(256),
  batch_size: z.union([z.string().max(64), z.int()]),
  device: z.string().max(64).nullable(),
  use_cache: z.string().max(4096).nullable(),
  gen_kwargs: z.record(z.string(), z.unknown()).nullable(),
  random_seed: z.int().nullable(),
  numpy_seed: z.int().nullable(),
  torch_seed: z.int().nullable(),
  fewshot_seed: z.int().nullable(),
  chat_template: z.string().max(256).nullable(),
  /** Goes into every task's `metadata`. */
  metadata: z.record(z.string(), z.unknown()),
  /** Answers are written down without their scores. */
  predict_only: z.boolean(),
});

/** What a run is asked for: tasks x workers x documents, and how prompts are made. Frozen when the run is created. */
export const runSettingsSchema = z
  .strictObject({
    /** Names of tasks, groups or tags; `*` matches any part. */
    tasks: z.array(z.string().min(1).max(256)).min(1).max(256),
    /** Folders and files of task YAML on the server's machine, on top of those it has. Over the API only with the scope admin. */
    includePaths: z.array(z.string().min(1).max(4096)).max(16).default([]),
    /** Names or uids of workers, or `["all"]`. */
    workers: z
      .array(z.union([z.string().min(1).max(128), z.int().min(0)]))
      .min(1)
      .max(5000),
    /** Few-shot examples a prompt; default: the task's own number. */
    numFewshot: z.int().min(0).max(128).optional(),
    /** The first so many documents of each task, or, below 1, that share of them, rounded up; default: all. Procedural tasks make this many. */
    limit: z
      .number()
      .gt(0)
      .max(10_000_000)
      .refine((limit) => limit < 1 || Number.isInteger(limit), "a limit is a whole number, or a share below 1")
      .optional(),
    /** By task, the only documents to ask for, counted from 0 in the split that is asked; other tasks are asked whole. Not with a limit. */
    samples: z.record(z.string(), z.array(z.int().min(0)).min(1)).optional(),
    /** Seeds few-shot sampling and procedural documents. The harness's default. */
    seed: z.int().min(0).max(4_294_967_295).default(1234),
    /** Chat messages (true) or one completion prompt (false). */
    applyChatTemplate: z.boolean().default(true),
    /** With the chat template: few-shots as turns of the conversation. */
    fewshotAsMultiturn: z.boolean().default(true),
    systemInstruction: z.string().max(100_000).optional(),
    /** Overrides of the tasks' generation_kwargs. */
    genKwargs: z.record(z.string(), z.unknown()).default({}),
    /** `seed` of each request's body; left out unless given. */
    requestSeed: z.int().min(0).max(4_294_967_295).optional(),
    /** `max_tokens` where a task names none. */
    defaultMaxTokens: z.int().min(1).max(10_000_000).default(1024),
    /** A stop sequence beside the tasks' own. */
    eosString: z.string().min(1).max(64).optional(),
    /** How limits and stops are named: as servers with OpenAI's interface take them, or as OpenAI's own newer models do. */
    bodyStyle: bodyStyleSchema.default("compatible"),
    /** Further calls for one document after a failure that may pass. */
    retries: z.int().min(0).max(20).default(2),
    /** How lm-evaluation-harness's command line named this run; for the files in its form. */
    lmEval: lmEvalSchema.optional(),
    /** Seconds without one good answer after which a worker's remaining documents are given up. */
    patienceSeconds: z.number().min(0).max(86_400).default(20),
    /** By task: the field of its documents that says which go together, such as a passage's id. Errors are clustered by it then. */
    clusters: z.record(z.string().max(256), z.string().min(1).max(256)).default({}),
    /** Caps on the whole run: it ends as `exhausted` rather than exceed one. */
    budget: budgetSchema.optional(),
    /** Ask only until the workers are told apart. */
    untilResolved: raceSettingsSchema.optional(),
  })
  .refine(({ limit, samples }) => limit === undefined || samples === undefined, {
    message: "either a limit or samples, not both",
    path: ["samples"],
  });

/** How the harness's files describe a run's command line. */
export type LmEvalInvocation = z.infer<typeof lmEvalSchema>;
export type RunSettings = z.infer<typeof runSettingsSchema>;

/** queued: not sampled yet; running: being asked and scored; exhausted: its budget is spent before all was asked; the rest are final, too. */
export const runStateSchema = z.enum(["queued", "running", "done", "exhausted", "cancelled", "failed"]);
export type RunState = z.infer<typeof runStateSchema>;

/** Documents of a procedural task when no limit is given: it has no end of its own. */
export const DEFAULT_PROCEDURAL_DOCUMENTS = 100;

/** Whether a run in this state may still change. */
export function isOpen(state: RunState): boolean {
  return state === "queued" || state === "running";
}
