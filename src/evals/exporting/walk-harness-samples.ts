import type { RunRow, RunTaskRow } from "../runs/store.ts";
import type { Db } from "../../db/index.ts";
import type { Task } from "../tasks/index.ts";
import { harnessSample, type HarnessSample } from "./harness-sample.ts";
import { walkAnswers } from "./walk-answers.ts";

interface Input {
  run: RunRow;
  uid: number;
  row: RunTaskRow;
  task: Task;
}

/** A worker's samples of a task as the harness logs them: all documents for one filter, then for the next. What failed is left out. */
export async function* walkHarnessSamples(db: Db, { run, uid, row, task }: Input): AsyncGenerator<HarnessSample[]> {
  const named = run.settings.samples?.[row.name]?.toSorted((a, b) => a - b);
  for (const filter of filtersOf(task)) {
    for await (const page of walkAnswers(db, run.id, uid, row)) {
      yield page
        .filter(({ fault }) => fault === null)
        .map((answer) => {
          const at = answer.ordinal - row.firstOrdinal;
          return harnessSample(task, run.settings, { answer, filter, docId: named?.[at] ?? at });
        });
    }
  }
}

export function filtersOf(task: Task): string[] {
  return [...new Set(task.metricKeys.map((key) => key.slice(key.indexOf(",") + 1)))];
}
