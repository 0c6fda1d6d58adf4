import { createRequestBuilder, loadTaskIndex, resolveTasks } from "../../../../src/evals/tasks/index.ts";
import { readFewshots } from "../golden-tasks.ts";
import { byFamily, compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";
import { type RequestRow, settingsOf } from "./requests.ts";

/** The same prompts from our own task files. Tasks that draw examples at random are left to the stored configurations. */
export async function checkBuiltIn(vectors: Vectors): Promise<Outcome[]> {
  const index = await loadTaskIndex();
  const fewshots = readFewshots(vectors);
  const rows = vectors.read<RequestRow>("requests.jsonl").filter(({ task }) => task !== "gsm8k");
  return byFamily(rows).map(([family, ofFamily]) =>
    compareRecords("built-in task files", family, ofFamily, (row) => {
      const [task] = resolveTasks(index, [row.task]).tasks;
      if (task === undefined) throw new Error(`no task ${row.task}`);
      const { body } = createRequestBuilder(task, fewshots.get(row.fewshot_fixture) ?? [], settingsOf(row))(row.doc);
      const wanted = row.prompt ?? row.messages?.map(({ role, content }) => ({ role, content }));
      return { name: row.id, found: body["prompt"] ?? body["messages"], wanted };
    }),
  );
}
