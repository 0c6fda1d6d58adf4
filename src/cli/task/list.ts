import { defineCommand } from "../command.ts";
import { INCLUDE_PATH, includePathsOf } from "./include-path.ts";
import { formatTable } from "../format-table.ts";

export const command = defineCommand({
  path: "task list",
  summary: "List tasks, groups and tags",
  options: { include_path: INCLUDE_PATH },
  async run(context, { values }) {
    // Tasks are files: to open the data for them would cost ten times as much.
    const { listTasks } = await import("../../evals/catalogue/index.ts");
    const listing = await listTasks({ includePaths: includePathsOf(context, values.include_path) });
    for (const problem of listing.problems) context.err(`Warning: ${problem}`);
    context.result(listing, () =>
      formatTable(
        [{ head: "name" }, { head: "kind" }, { head: "tasks", isNumber: true }, { head: "note" }],
        listing.tasks.map((task) => [task.name, task.kind, String(task.taskCount), task.refusal ?? ""]),
      ),
    );
  },
});
