import { z } from "zod";
import { ENDPOINTS } from "./driver.ts";

/** A name of a worker, task or dataset as it may stand in headers, URLs and logs. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/;
export const workerNameSchema = z
  .string()
  .regex(NAME, "a name is 1 to 128 letters, digits or . _ : @ / - and starts with a letter or digit");

/** The role of a worker that is there for one run: nobody else is sent to it, and it leaves the network when the run is done. */
export const TEMPORARY_ROLE = "temporary";

const common = {
  name: workerNameSchema,
  /** Address of who owns it: one vote per owner. */
  owner: z.string().min(1).max(128).optional(),
  roles: z.array(z.string().min(1).max(64)).max(32).default([]),
  /** Which of OpenAI's endpoints it answers. It is not asked for the others. */
  endpoints: z.array(z.enum(ENDPOINTS)).min(1).max(ENDPOINTS.length).default(["chat", "completions"]),
  /** Requests in flight at once. */
  maxConcurrency: z.int().min(1).max(4096).default(8),
  /** Milliseconds for one whole answer. */
  timeoutMs: z.int().min(1).max(3_600_000).default(60_000),
  /** Price in micro-units of the account currency per million tokens. */
  inputPrice: z.int().min(0).default(0),
  outputPrice: z.int().min(0).default(0),
  /** Tokens of its longest answer, where a request sets no limit: what a budget sets aside for it. */
  maxOutputTokens: z.int().min(1).max(10_000_000).optional(),
};

/** Put before a text that has no context when its likelihood is asked: what the model takes for a beginning, such as `<s>`. */
const textStart = z.string().min(1).max(256).optional();

const openaiSpecSchema = z.strictObject({
  kind: z.literal("openai"),
  ...common,
  /** Where `/chat/completions` hangs: `http://127.0.0.1:8000/v1`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  model: z.string().min(1).max(256),
  /** Requests in flight at first: doubles while all goes well, up to maxConcurrency. Default: maxConcurrency at once. */
  initialConcurrency: z.int().min(1).max(4096).optional(),
  apiKey: z.string().min(1).max(4096).optional(),
  textStart,
});

const replaySpecSchema = z.strictObject({
  kind: z.literal("replay"),
  ...common,
  /** A recording holds texts. */
  endpoints: z
    .array(z.enum(["chat", "completions"]))
    .min(1)
    .max(2)
    .default(["chat", "completions"]),
  maxConcurrency: common.maxConcurrency.default(64),
  /** JSON Lines file, plain or .gz; a row has `text` (or `likelihoods`) and the key field (or `prompt`, or `prompt_hash`). */
  recording: z.string().min(1),
  /** The document's field that a row is found by. */
  key: z.string().min(1).default("id"),
  /** Milliseconds that each answer takes. Default: the row's own `duration_ms`, else none. */
  delayMs: z.int().min(0).max(600_000).optional(),
});

const simulatedSpecSchema = z.strictObject({
  kind: z.literal("simulated"),
  ...common,
  /** Probability of answering a document right. */
  skill: z.number().min(0).max(1),
  /** Median milliseconds of an answer; single answers spread around it (log-normal, sigma 0.3). */
  latencyMs: z.number().min(0).max(600_000).default(0),
  /** Probability that an answer fails as a faulty server does. */
  faultRate: z.number().min(0).max(1).default(0),
  seed: z.int().default(0),
});

const pullSpecSchema = z.strictObject({
  kind: z.literal("pull"),
  ...common,
  /** Name of the key with which the process connects: nobody else may come as this worker. */
  holder: z.string().min(1).max(64),
  /** What its backend serves; the process says so when it connects. */
  model: z.string().min(1).max(256).optional(),
  textStart,
});

/** What a worker is declared by: in `assay.yaml`, `assay worker add` and `POST /assay/v1/workers`. */
export const workerSpecSchema = z.discriminatedUnion("kind", [openaiSpecSchema, replaySpecSchema, simulatedSpecSchema, pullSpecSchema]);
export type WorkerSpec = z.infer<typeof workerSpecSchema>;
/** A spec before its defaults are filled in. */
export type WorkerSpecInput = z.input<typeof workerSpecSchema>;

/**
 * What the operator wants of a worker: paused takes nothing new and turns away who waits; draining takes nothing new and
 * finishes what it took. Both last until it is resumed, also over a restart.
 */
export type Duty = "on" | "paused" | "draining";

/** registered: never answered yet; serving; cooling: its circuit is open; gone: it connects to us, and has not; paused, draining: its duty. */
export type WorkerState = "registered" | "serving" | "cooling" | "gone" | "paused" | "draining";

/** Whether a worker in this state takes requests, be it later. */
export function takesRequests(state: WorkerState): boolean {
  return state !== "paused" && state !== "draining";
}

/** A worker's weight in the network: its share, and the interval that its scores leave open. All weights sum to 1. */
export interface Incentive {
  value: number;
  low: number;
  high: number;
}

/** What a worker takes for its tokens, and how many of them it may give. */
export type WorkerTerms = Pick<WorkerSpec, "inputPrice" | "outputPrice" | "maxOutputTokens">;

/** A registered worker. */
export interface Worker {
  /** Small, stable, never used again after removal. */
  uid: number;
  spec: WorkerSpec;
  incentive: Incentive;
  createdAt: Date;
}
