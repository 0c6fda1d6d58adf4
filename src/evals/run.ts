import { z } from "zod";
import { budgetSchema } from "./budget.ts";
import { raceSettingsSchema } from "./racing/race-settings.ts";

/** What a run is asked for: tasks x workers x documents, and how prompts are made. Frozen when the run is created. */
export const runSettingsSchema = z.strictObject({
  /** Names of tasks, groups or tags; `*` matches any part. */
  tasks: z.array(z.string().min(1).max(256)).min(1).max(256),
  /** Names or uids of workers, or `["all"]`. */
  workers: z
    .array(z.union([z.string().min(1).max(128), z.int().min(0)]))
    .min(1)
    .max(5000),
  /** Few-shot examples a prompt; default: the task's own number. */
  numFewshot: z.int().min(0).max(128).optional(),
  /** The first so many documents of each task; default: all. Procedural tasks make this many. */
  limit: z.int().min(1).max(10_000_000).optional(),
  /** Seeds few-shot sampling and procedural documents. The harness's default. */
  seed: z.int().min(0).max(4_294_967_295).default(1234),
  /** Chat messages (true) or one completion prompt (false). */
  applyChatTemplate: z.boolean().default(true),
  /** With the chat template: few-shots as turns of the conversation. */
  fewshotAsMultiturn: z.boolean().default(true),
  systemInstruction: z.string().max(100_000).optional(),
  /** Overrides of the tasks' generation_kwargs. */
  genKwargs: z.record(z.string(), z.unknown()).default({}),
  /** Seconds without one good answer after which a worker's remaining documents are given up. */
  patienceSeconds: z.number().min(0).max(86_400).default(20),
  /** By task: the field of its documents that says which go together, such as a passage's id. Errors are clustered by it then. */
  clusters: z.record(z.string().max(256), z.string().min(1).max(256)).default({}),
  /** Caps on the whole run: it ends as `exhausted` rather than exceed one. */
  budget: budgetSchema.optional(),
  /** Ask only until the workers are told apart. */
  untilResolved: raceSettingsSchema.optional(),
});

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
