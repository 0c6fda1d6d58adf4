import {
  createLikelihoodBuilder,
  type Document,
  loadTaskIndex,
  resolveTasks,
  scoreLikelihoods,
} from "../../../../src/evals/tasks/index.ts";
import { compareRecords, type Outcome, rounded } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "multiple_choice_reference.jsonl";

interface ChoiceRow {
  task: string;
  num_fewshot: number;
  seed: number;
  doc_id: number;
  doc: Document;
  requests: [string, string][];
  loglikelihoods: number[];
  metrics: Record<string, number>;
}

/** Likelihood requests of built-in multiple_choice tasks, and their scores. */
export async function checkChoices(vectors: Vectors): Promise<Outcome[]> {
  const rows = vectors.readShared<ChoiceRow>(FILE);
  const index = await loadTaskIndex();
  return [...Map.groupBy(rows, ({ task }) => task)].map(([name, ofTask]) => {
    const [task] = resolveTasks(index, [name]).tasks;
    if (task === undefined) throw new Error(`no task ${name}`);
    const pool = ofTask.map(({ doc }) => doc);
    const build = createLikelihoodBuilder(task, pool, { numFewshot: ofTask[0]?.num_fewshot, fewshotSeed: ofTask[0]?.seed });
    // One generator draws the examples of all documents, in their order.
    return compareRecords(FILE, name, ofTask, (row) => {
      const { requests } = build(row.doc);
      const likelihoods = row.loglikelihoods.map((logprob) => ({ logprob, isGreedy: false }));
      return {
        name: `${name} ${row.doc_id}`,
        found: [
          requests.map(({ context, continuation }) => [context, continuation]),
          rounded(scoreLikelihoods(task, row.doc, likelihoods).results["none"]?.metrics),
        ],
        wanted: [row.requests, rounded(row.metrics)],
      };
    });
  });
}
