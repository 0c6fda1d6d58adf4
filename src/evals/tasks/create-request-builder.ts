import { AssayError } from "../../lib/errors.ts";
import { createFewshotSampler } from "./create-fewshot-sampler.ts";
import { createContextBuilder, type ChatMessage } from "./create-context-builder.ts";
import type { Document } from "./document.ts";
import { type BodyStyle, mergeGenerationSettings, toPayload } from "./generation-settings.ts";
import { compiledOf } from "./restore-task.ts";
import { targetTextOf } from "./target-of.ts";
import type { Task } from "./task.ts";

/** How a run makes prompts. */
export interface RequestSettings {
  /** Few-shot examples a prompt; default: the task's own number. A task that says 0 stays at 0. */
  numFewshot?: number | undefined;
  /** Chat messages (true, default) or one completion prompt (false). */
  applyChatTemplate?: boolean | undefined;
  /** With the chat template: examples as turns of the conversation (true, default) or in one user turn. */
  fewshotAsMultiturn?: boolean | undefined;
  systemInstruction?: string | null | undefined;
  /** Overrides of the task's generation_kwargs, as an object or in the harness's text form `temperature=0.7,top_p=0.9`. */
  genKwargs?: Readonly<Record<string, unknown>> | string | undefined;
  /** Seeds the drawing of few-shot examples. Default 1234, the harness's. */
  fewshotSeed?: number | undefined;
  /** `seed` of the request body; left out unless given. */
  requestSeed?: number | undefined;
  /** `max_tokens` where the task says none. Default 1024. */
  defaultMaxTokens?: number | undefined;
  /** A stop sequence beside the task's own. */
  eosString?: string | undefined;
  /** How limits and stops are named. Default `compatible`. */
  bodyStyle?: BodyStyle | undefined;
}

/** What is sent for one document, without the model's name; and what a right answer is. */
export interface TaskRequest {
  endpoint: "chat" | "completions";
  body: Record<string, unknown>;
  /** The task's target as text; of several the first. */
  target: string;
}

/** Makes the request of the next document. Call it in the documents' order: drawing examples moves a generator on. */
export type RequestBuilder = (document: Document) => TaskRequest;

/** How many examples a prompt of this task gets: the run's wish, unless the task itself says 0. */
export function fewshotCountOf(task: Task, wanted: number | undefined): number {
  return task.config.num_fewshot === 0 ? 0 : (wanted ?? task.fewshot.count);
}

/**
 * Starts making the requests of one task, as lm-evaluation-harness 0.4.9 makes them.
 * @param pool rows of `task.fewshot.split`, through `processDocument`, in order; not looked at when the task carries samples
 * Too few examples in the pool: an AssayError `invalid_input`.
 */
export function createRequestBuilder(task: Task, pool: readonly Document[], settings: RequestSettings = {}): RequestBuilder {
  if (task.outputType !== "generate_until") throw comparesLikelihoods(task);
  const isChat = settings.applyChatTemplate ?? true;
  const { count, examples } = requireExamples(task, pool, settings.numFewshot);
  const compiled = compiledOf(task);
  const buildContext = createContextBuilder(task, createFewshotSampler(task, examples, count, settings.fewshotSeed ?? 1234), {
    systemInstruction: settings.systemInstruction ?? null,
    isMultiturn: settings.fewshotAsMultiturn ?? true,
  });
  const generation = mergeGenerationSettings(task.config, settings.genKwargs);
  const payload = toPayload(generation, { ...settings, isChat });

  return (document) => {
    const target = targetTextOf(compiled, document);
    if (!isChat) return { endpoint: "completions", body: { prompt: buildContext.prompt(document), ...payload }, target };
    const messages: ChatMessage[] = buildContext.messages(document);
    return { endpoint: "chat", body: { messages, ...payload }, target };
  };
}

function comparesLikelihoods({ name, outputType }: Task): AssayError {
  return new AssayError("invalid_input", `The task ${name} compares likelihoods (${outputType}): it asks for no written answer.`, {
    field: "tasks",
  });
}

/** The examples of the task's prompts: its own, else the pool. Too few: an AssayError `invalid_input`. */
export function requireExamples(
  task: Task,
  pool: readonly Document[],
  wanted: number | undefined,
): { count: number; examples: readonly Document[] } {
  const count = fewshotCountOf(task, wanted);
  const examples = task.fewshot.samples ?? pool;
  if (count > 0 && examples.length < count) {
    const place = task.fewshot.samples === null ? `in the split ${task.fewshot.split}` : "in its own samples";
    throw new AssayError(
      "invalid_input",
      `The task ${task.name} needs ${count} few-shot examples and there are ${examples.length} ${place}: ask for fewer with --num_fewshot.`,
      { field: "numFewshot" },
    );
  }
  return { count, examples };
}
