import { type Document, scoreAnswer } from "../../../../src/evals/tasks/index.ts";
import { requireTask, restoreGoldenTasks } from "../golden-tasks.ts";
import { byFamily, compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "scoring.jsonl";
/** Another program decides what is the same formula there: a few answers may be judged otherwise. */
const MATH = "leaderboard_math";
const MATH_BARS: Readonly<Record<string, number>> = { exact_match: 0.97, exact_match_original: 0.995 };

interface ScoringRow {
  task: string;
  family: string;
  doc_id: number;
  doc: Document;
  kind: string;
  response: string;
  filter: string;
  filtered: string;
  metrics: Record<string, number>;
}

/** What filters take out of answers, and what metrics make of it. */
export function checkScoring(vectors: Vectors): Outcome[] {
  const tasks = restoreGoldenTasks(vectors);
  const resultOf = (row: ScoringRow) => scoreAnswer(requireTask(tasks, row.task), row.doc, row.response).results[row.filter];
  const nameOf = (row: ScoringRow) => `${row.task} ${row.doc_id} ${row.kind}: ${row.response.slice(-200)}`;
  return byFamily(vectors.read<ScoringRow>(FILE)).flatMap(([family, rows]) => {
    if (family === MATH) {
      return Object.entries(MATH_BARS).map(([metric, bar]) =>
        compareRecords(
          FILE,
          `${family} ${metric}`,
          rows,
          (row) => ({ name: nameOf(row), found: resultOf(row)?.metrics[metric], wanted: row.metrics[metric] }),
          bar,
        ),
      );
    }
    const compare = (row: ScoringRow) => ({
      name: nameOf(row),
      found: resultOf(row),
      wanted: { extracted: row.filtered, metrics: row.metrics },
    });
    return [compareRecords(FILE, family, rows, compare)];
  });
}
