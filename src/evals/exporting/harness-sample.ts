import { toPythonText } from "../python/index.ts";
import { chatPrompt, generationOf, harnessTarget, sampleHashes, type SampleHashes, type Task } from "../tasks/index.ts";
import type { RunSettings } from "../run.ts";
import type { StoredAnswer } from "./store.ts";

/** One line of the harness's `samples_*.jsonl`: one filter's view of one document. Each metric is a key of its own. */
export interface HarnessSample extends SampleHashes {
  doc_id: number;
  doc: Record<string, unknown>;
  target: string;
  arguments: Record<string, Record<string, unknown>>;
  resps: (string | [string, string])[][];
  filtered_resps: (string | [string, string] | undefined)[];
  filter: string;
  metrics: string[];
  [metric: string]: unknown;
}

/** The harness's number for metrics that were not taken. */
export const BYPASSED = 999;

/**
 * A sample as the harness logs it.
 * @param docId the document's place in the split that was asked
 */
export function harnessSample(
  task: Task,
  settings: RunSettings,
  { answer, filter, docId }: { answer: StoredAnswer; filter: string; docId: number },
): HarnessSample {
  const { extracted, metrics } = answer.results[filter] ?? { extracted: "[invalid]", metrics: {} };
  // A sample has none, and all of them together that number.
  const values = settings.lmEval?.predict_only ? { bypass: null } : metrics;
  const target = harnessTarget(task, answer.doc);
  const requests = requestsOf(task, settings, answer);
  const resps = respsOf(answer);
  return {
    doc_id: docId,
    doc: answer.doc,
    target,
    arguments: Object.fromEntries(
      requests.map(({ first, second }, at) => [`gen_args_${at}`, { arg_0: first.isChat ? [first.text] : first.text, arg_1: second }]),
    ),
    resps,
    filtered_resps: task.outputType === "generate_until" ? [extracted] : resps.map(([first]) => first),
    filter,
    metrics: Object.keys(values),
    ...sampleHashes(answer.doc, requests[0]?.first.text ?? "", target),
    ...values,
  };
}

interface HarnessRequest {
  /** A chat is a named tuple of one text there, and so a list in its file. */
  first: { text: string; isChat: boolean };
  second: unknown;
}

/** What the harness hands to the model: a prompt with its settings, or each context with a continuation. */
function requestsOf(task: Task, settings: RunSettings, { request }: StoredAnswer): HarnessRequest[] {
  if (request.endpoint === "likelihoods") {
    return request.groups.flatMap(({ context, continuations }) =>
      continuations.map((continuation) => ({ first: { text: context, isChat: false }, second: continuation })),
    );
  }
  const { messages, prompt } = request.body;
  const isChat = request.endpoint === "chat";
  const text = isChat ? chatPrompt(messages as { role: string; content: string }[]) : String(prompt);
  return [{ first: { text, isChat }, second: generationOf(task, settings.genKwargs) }];
}

/** A list of answers for each request, everything as text. */
function respsOf({ text, answers }: StoredAnswer): (string | [string, string])[][] {
  if (answers === null) return [[text]];
  const likelihoods = answers.filter((answer): answer is readonly [number, boolean] => typeof answer !== "string");
  if (likelihoods.length === 0) return [answers.filter((answer) => typeof answer === "string")];
  return likelihoods.map(([logprob, isGreedy]) => [[toPythonText(logprob), toPythonText(isGreedy)]]);
}
