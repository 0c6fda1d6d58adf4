import {
  createRequestBuilder,
  type Document,
  harnessResults,
  loadTaskIndex,
  resolveTasks,
  sampleHashes,
} from "../../../../src/evals/tasks/index.ts";
import { readFewshots } from "../golden-tasks.ts";
import { compareRecords, type Outcome, rounded } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "evaluate.jsonl";
const FIELDS = ["results", "groups", "group_subtasks", "versions", "n-shot", "higher_is_better"] as const;

interface EvaluateRow extends Record<(typeof FIELDS)[number], Record<string, unknown> | null> {
  kind: "evaluate" | "sample_hashes";
  label: string;
  names: string[];
  num_fewshot: number | null;
  items: Record<string, Record<string, number[]>>;
  samples: { doc: Document; target: string; doc_hash: string; prompt_hash: string; target_hash: string }[];
}

/** Whole evaluations: what result files say of tasks and groups, and the hashes of their samples. */
export async function checkEvaluations(vectors: Vectors): Promise<Outcome[]> {
  const rows = vectors.read<EvaluateRow>(FILE);
  const index = await loadTaskIndex();
  const fewshots = readFewshots(vectors);
  const evaluations = rows.filter(({ kind }) => kind === "evaluate");
  const fieldsOf = (row: EvaluateRow) => {
    const found = harnessResults(resolveTasks(index, row.names), new Map(Object.entries(row.items)), {
      numFewshot: row.num_fewshot ?? undefined,
    });
    return FIELDS.map((field) => ({
      name: `${row.label}: ${field}`,
      found: comparable(found[field]),
      wanted: comparable(row[field] ?? {}),
    }));
  };
  const samples = rows
    .filter(({ kind }) => kind === "sample_hashes")
    .flatMap(({ label, samples: ofLabel }) =>
      ofLabel.map((sample) => ({ ...sample, run: evaluations.find((row) => row.label === label) })),
    );
  return [
    compareRecords(FILE, "results", evaluations.flatMap(fieldsOf), (field) => field),
    compareRecords(FILE, "sample hashes", samples, ({ doc, target, doc_hash, prompt_hash, target_hash, run }) => {
      const names = Object.keys(run?.items ?? {});
      const tasks = resolveTasks(index, names).tasks.map((task) => ({ task, pool: fewshots.get(task.name) ?? [] }));
      // A record does not say whose it is: one of the run's tasks must make this prompt of it.
      const hashes = tasks.map(({ task, pool }) => sampleHashes(doc, promptOf(task, pool, doc, run?.num_fewshot), target));
      const found = hashes.find((hash) => hash.prompt_hash === prompt_hash) ?? hashes[0];
      return { name: `${run?.label} ${target}`, found, wanted: { doc_hash, prompt_hash, target_hash } };
    }),
  ];
}

function promptOf(
  task: Parameters<typeof createRequestBuilder>[0],
  pool: readonly Document[],
  doc: Document,
  count: number | null | undefined,
): string {
  // BIG-Bench Hard's examples are inline in the harness: here they come as the few-shot rows of the vectors.
  const numFewshot = count ?? task.fewshot.count;
  try {
    const { body } = createRequestBuilder(task, pool, { applyChatTemplate: false, numFewshot })(doc);
    return String(body["prompt"]);
  } catch {
    return "";
  }
}

/** Subtasks of a tag come in the order of a file system, so order says nothing. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).toSorted();
  if (typeof value !== "object" || value === null) return rounded(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}
