import { AssayError } from "../../lib/errors.ts";
import { toPythonText } from "../python/index.ts";
import type { Document } from "./document.ts";
import type { Likelihood } from "./likelihood.ts";
import { compiledOf } from "./restore-task.ts";
import type { AnswerScore } from "./score-answer.ts";
import { choicesOf, isMultipleInput } from "./target-of.ts";
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
  const logprobs = likelihoods.slice(0, choices.length).map(({ logprob }) => logprob);
  const best = greatestAt(logprobs);
  const scores =
    compiled.judgeLikelihoods?.(document, likelihoods) ??
    (task.outputType === "loglikelihood"
      ? { acc: Number(likelihoods[0]?.isGreedy) }
      : choiceScores(logprobs, choices, rightChoices(document), likelihoods));
  const metrics = Object.fromEntries(compiled.metricNames.map(({ name }) => [name, scores[name] ?? 0]));
  const { headline } = task;
  return { results: { [headline.filter]: { extracted: choices[best] ?? "", metrics } }, headline: metrics[headline.metric] ?? 0 };

  /** Places of the right choices; a target beyond the choices is none of them. */
  function rightChoices(of: Document): number[] {
    const value = isMultipleInput(compiled, of) ? compiled.text(of) : compiled.target(of);
    return [value].flat().map((item) => (typeof item === "number" ? item : choices.indexOf(toPythonText(item))));
  }
}

function choiceScores(
  logprobs: readonly number[],
  choices: readonly string[],
  right: readonly number[],
  likelihoods: readonly Likelihood[],
): Record<string, number> {
  const isRight = (values: readonly number[]) => Number(right.includes(greatestAt(values)));
  const unconditional = likelihoods.slice(choices.length);
  return {
    acc: isRight(logprobs),
    acc_norm: isRight(logprobs.map((logprob, at) => logprob / [...(choices[at] ?? "")].length)),
    exact_match: Number(right.some((at) => likelihoods[at]?.isGreedy === true)),
    acc_mutual_info: isRight(logprobs.map((logprob, at) => logprob - (unconditional[at]?.logprob ?? 0))),
  };
}

function greatestAt(values: readonly number[]): number {
  return values.reduce((best, value, at) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? at : best), 0);
}
