import type { AskedDocument } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import type { Instance } from "../sampling/store.ts";
import { rightContinuation, type Task } from "../tasks/index.ts";

/**
 * The document behind a request, for workers that do not read the prompt. The phrased answers are made on demand:
 * only simulated workers look at them.
 */
export async function describeDocument(context: EvalsContext, runId: string, instance: Instance): Promise<AskedDocument> {
  const task = await context.tasks.find(runId, instance.task);
  const neighbours = context.instances.neighboursOf(instance);
  return {
    fields: instance.doc,
    get rightAnswer() {
      return task.phraseAnswer(instance.target);
    },
    get rightContinuation() {
      return rightContinuation(task, instance.doc);
    },
    get wrongAnswer() {
      return task.phraseAnswer(wrongTarget(task, instance, neighbours));
    },
  };
}

/** Another document's target where the task has another one near: wrong, and of the right form. */
function wrongTarget(task: Task, instance: Instance, neighbours: readonly Instance[]): string {
  for (let step = 1; step < neighbours.length; step += 1) {
    const other = neighbours[(instance.ordinal + step * 7) % neighbours.length];
    if (other && other.task === task.name && other.target !== instance.target) return other.target;
  }
  return "";
}
