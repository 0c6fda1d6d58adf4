import type { EvalsContext } from "../context.ts";
import {
  CODE,
  documentId,
  evaluateTask,
  signatureOf,
  type ResponseDocument,
  type ResultDocument,
  type ScoreEntry,
  type SignatureEntry,
  type SignatureKind,
} from "../pocket/index.ts";
import { restoreTask } from "../tasks/index.ts";
import { planSchema } from "./plan.ts";
import { addSamples } from "./sample-window.ts";
import {
  endSampling,
  insertSignature,
  lockWindow,
  selectPlan,
  selectPrompts,
  selectResponses,
  selectSampling,
  updateWindow,
  type SamplingRow,
} from "./store.ts";

/** Rules where there is no plan. */
const DEFAULTS = planSchema.parse({ tests: [{ tasks: [{ task: "any" }] }] });

/**
 * The known `Evaluator` and the `ResultAnalyzer` behind it: scores a sampling's responses, and puts the result and the
 * worker's window in one transaction, so that no result is counted twice or lost. Repeating it changes nothing.
 */
export async function evaluateSampling(context: EvalsContext, samplingId: string): Promise<void> {
  const { db } = context;
  const sampling = await selectSampling(db, samplingId);
  if (sampling?.state !== "evaluating") return;
  const at = context.now();
  const { result, entries, shown } = await resultOf(context, sampling, at);
  const plan = (await selectPlan(db)) ?? DEFAULTS;
  await db.transaction(async () => {
    if (!(await endSampling(db, samplingId, result, at))) return;
    const window = await lockWindow(db, sampling);
    const rules = sampling.config === null ? plan.signatures : plan.numerical;
    await updateWindow(db, {
      ...window,
      samples: addSamples(window.samples, entries, rules, at.getTime()),
      lastSeen: entries.some(({ status_code: code }) => code === CODE.ok) ? at : window.lastSeen,
      lastAsked: sampling.createdAt,
      samplings: window.samplings + 1,
    });
    if (shown) await insertSignature(db, sampling.task, shown.signature, shown.content, at);
  });
  context.log.info({ sampling: samplingId, task: sampling.task, samples: entries.length }, "sampling evaluated");
}

interface Evaluated {
  result: ResultDocument | ResultDocument<SignatureEntry>;
  entries: readonly (ScoreEntry & { signature?: string })[];
  shown?: { signature: string; content: object };
}

async function resultOf({ db }: EvalsContext, sampling: SamplingRow, at: Date): Promise<Evaluated> {
  const responses = new Map((await selectResponses(db, sampling.id)).map(({ ordinal, document }) => [ordinal, document]));
  if (sampling.config === null) return signatureResult(sampling, responses.get(0), at);
  const prompts = await selectPrompts(db, sampling.id);
  const answered = prompts.map(({ ordinal, instance }) => ({ instance, responses: [responses.get(ordinal) ?? []].flat() }));
  const result = evaluateTask(restoreTask(sampling.config), sampling.document, answered, at);
  return { result, entries: result.scores };
}

function signatureResult({ id, task }: SamplingRow, response: ResponseDocument | undefined, at: Date): Evaluated {
  const read = response?.ok ? signatureOf(task as SignatureKind, response.response) : failure(response);
  const shown = "signature" in read ? read : undefined;
  const [status_code, error_str] = "code" in read ? [read.code, read.error] : [CODE.ok, ""];
  const entry: SignatureEntry = { signature: shown?.signature ?? "", id: 0, status_code, error_str };
  return {
    result: {
      result_data: {
        _id: documentId(id, "result"),
        task_id: id,
        num_samples: 1,
        status: 0,
        result_height: response?.session_height ?? -1,
        result_time: at.toISOString(),
      },
      scores: [entry],
    },
    entries: [{ score: shown ? 1 : 0, run_time: response?.ms ?? 0, ...entry }],
    ...(shown && { shown }),
  };
}

function failure(response: ResponseDocument | undefined): { code: number; error: string } {
  return { code: response?.error_code ?? CODE.relay, error: response?.error ?? "No response was stored." };
}
