import { AssayError } from "../../lib/errors.ts";
import { toPythonText } from "../python/index.ts";
import { createContextBuilder } from "./create-context-builder.ts";
import { createFewshotSampler } from "./create-fewshot-sampler.ts";
import { type RequestSettings, requireExamples } from "./create-request-builder.ts";
import type { Document } from "./document.ts";
import type { LikelihoodRequest } from "./likelihood.ts";
import { compiledOf } from "./restore-task.ts";
import { choicesOf, isMultipleInput, targetTextOf } from "./target-of.ts";
import type { Task } from "./task.ts";

/** What is asked for one document: a continuation a choice, in their order; then, for `acc_mutual_info`, each without a context. */
export interface TaskLikelihoods {
  requests: LikelihoodRequest[];
  /** The right choice as text, or the right continuation. */
  target: string;
}

/** Asks for the next document. Call it in the documents' order: drawing examples moves a generator on. */
export type LikelihoodBuilder = (document: Document) => TaskLikelihoods;

type LikelihoodSettings = Pick<RequestSettings, "numFewshot" | "systemInstruction" | "fewshotSeed">;

/**
 * Starts making the likelihood requests of a multiple_choice or loglikelihood task, as lm-evaluation-harness 0.4.9 makes them for
 * a completions endpoint.
 * @param pool as for `createRequestBuilder`
 */
export function createLikelihoodBuilder(task: Task, pool: readonly Document[], settings: LikelihoodSettings = {}): LikelihoodBuilder {
  if (task.outputType === "generate_until") {
    throw new AssayError("invalid_input", `The task ${task.name} wants written answers: it has no choices to compare.`, { field: "tasks" });
  }
  const { count, examples } = requireExamples(task, pool, settings.numFewshot);
  const compiled = compiledOf(task);
  const context = createContextBuilder(task, createFewshotSampler(task, examples, count, settings.fewshotSeed ?? 1234), {
    systemInstruction: settings.systemInstruction ?? null,
    isMultiturn: false,
  });
  const delimiter = task.config.target_delimiter;
  const isMutual = task.metricKeys.some((key) => key.startsWith("acc_mutual_info,"));

  return (document) => {
    const target = targetTextOf(compiled, document);
    if (task.outputType === "loglikelihood_rolling") return { requests: [{ context: "", continuation: target }], target };
    if (task.outputType === "loglikelihood") {
      return { requests: [{ context: context.prompt(document), continuation: target }], target };
    }
    const choices = choicesOf(task, compiled, document).map(toPythonText);
    if (isMultipleInput(compiled, document)) {
      const before = context.beforeQuestion(document);
      return { requests: choices.map((choice) => ({ context: before + choice, continuation: delimiter + target })), target };
    }
    const prompt = context.prompt(document);
    const requests = choices.map((choice) => ({ context: prompt, continuation: delimiter + choice }));
    const alone = isMutual ? choices.map((choice) => ({ context: "", continuation: delimiter + choice })) : [];
    return { requests: [...requests, ...alone], target };
  };
}
