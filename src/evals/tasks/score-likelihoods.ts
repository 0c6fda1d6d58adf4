import { AssayError } from "../../lib/errors.ts";
import { splitWords, toPythonText } from "../python/index.ts";
import { choiceMetrics } from "./choice-metrics.ts";
import type { Document } from "./document.ts";
import type { Likelihood, LikelihoodMetric } from "./likelihood.ts";
import { compiledOf } from "./restore-task.ts";
import type { AnswerScore } from "./score-answer.ts";
import { choicesOf, isMultipleInput, targetTextOf } from "./target-of.ts";
import type { Task } from "./task.ts";

/**
 * Scores the likelihoods of one document's requests, in the order in which `createLikelihoodBuilder` made them. The most likely
 * choice counts, for `acc_norm` by its characters; of equals the first.
 */
export function scoreLikelihoods(task: Task, document: Document, likelihoods: readonly Likelihood[]): AnswerScore {
  const compiled = compiledOf(task);
  const choices = task.outputType === "multiple_choice" ? choicesOf(task, compiled, document).map(toPythonText) : [""];
  const isMutual = likelihoods.length === 2 * choices.length;
  if (likelihoods.length !== choices.length && !isMutual) {
    throw new AssayError(
      "invalid_input",
      `The task ${task.name} needs ${choices.length} likelihoods, and there are ${likelihoods.length}.`,
    );
  }
  const judged = compiled.judgeLikelihoods?.(document, likelihoods);
  const scores: Record<string, LikelihoodMetric | undefined> =
    judged === undefined
      ? metricsOf(task, document, choices, likelihoods)
      : Object.fromEntries(Object.entries(judged).map(([name, value]) => [name, { value }]));
  const names = compiled.metricNames.map(({ name }) => name);
  const metrics = Object.fromEntries(names.map((name) => [name, scores[name]?.value ?? 0]));
  const parts = Object.fromEntries(names.flatMap((name) => (scores[name]?.parts ? [[name, scores[name].parts]] : [])));
  const { headline } = task;
  const best = likelihoods
    .slice(0, choices.length)
    .reduce((most, { logprob }, at, all) => (logprob > (all[most]?.logprob ?? 0) ? at : most), 0);
  return {
    results: { [headline.filter]: { extracted: choices[best] ?? "", metrics, ...(Object.keys(parts).length > 0 && { parts }) } },
    headline: outcomeOf(task, metrics[headline.metric] ?? 0, parts[headline.metric]),
  };
}

function metricsOf(
  task: Task,
  document: Document,
  choices: readonly string[],
  likelihoods: readonly Likelihood[],
): Record<string, LikelihoodMetric> {
  if (task.outputType === "multiple_choice") return choiceMetrics(choices, rightChoices(task, document, choices), likelihoods);
  const { logprob = 0, isGreedy = false } = likelihoods[0] ?? {};
  if (task.outputType === "loglikelihood") {
    return { acc: { value: Number(isGreedy) }, perplexity: { value: Math.exp(-logprob), parts: [logprob] } };
  }
  const text = targetTextOf(compiledOf(task), document);
  const words = splitWords(text).length;
  const bytes = Buffer.byteLength(text, "utf8");
  return {
    word_perplexity: { value: Math.exp(-logprob / words), parts: [logprob, words] },
    byte_perplexity: { value: Math.exp(-logprob / bytes), parts: [logprob, bytes] },
    bits_per_byte: { value: -logprob / bytes / Math.LN2, parts: [logprob, bytes] },
  };
}

/** Places of the right choices, -1 and beyond the end where a document names none that is there. */
export function rightChoices(task: Task, document: Document, choices: readonly string[]): number[] {
  const compiled = compiledOf(task);
  const value = isMultipleInput(compiled, document) ? compiled.text(document) : compiled.target(document);
  return [value].flat().map((item) => (typeof item === "number" ? item : choices.indexOf(toPythonText(item))));
}

/** The place of the right continuation among a document's requests, for who only pretends; null where there is none. */
export function rightContinuation(task: Task, document: Document): number | null {
  if (task.outputType !== "multiple_choice") return task.outputType === "loglikelihood" ? 0 : null;
  const choices = choicesOf(task, compiledOf(task), document).map(toPythonText);
  return rightChoices(task, document, choices).find((at) => at >= 0 && at < choices.length) ?? null;
}

/** What ranks workers lies between 0 and 1, and more of it is better: of a perplexity, the mean probability of a unit. */
function outcomeOf({ headline }: Task, value: number, parts: readonly number[] | undefined): number {
  if (headline.isHigherBetter) return value;
  if (headline.metric === "brier_score") return 1 - value / 2;
  const [logprob, units = 1] = parts ?? [];
  return logprob === undefined ? 1 - Math.min(1, Math.max(0, value)) : Math.exp(logprob / units);
}
