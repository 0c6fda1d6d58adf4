import type { TaskEntry } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

export const command = defineCommand({
  path: "task list",
  summary: "List tasks, groups and tags",
  async run(context) {
    const listing = await context.client.get<{ tasks: TaskEntry[]; problems: string[] }>("/assay/v1/tasks");
    for (const problem of listing.problems) context.err(`Warning: ${problem}`);
    context.result(listing, () =>
      formatTable(
        [{ head: "name" }, { head: "kind" }, { head: "tasks", isNumber: true }, { head: "note" }],
        listing.tasks.map((task) => [task.name, task.kind, String(task.taskCount), task.refusal ?? ""]),
      ),
    );
  },
});
