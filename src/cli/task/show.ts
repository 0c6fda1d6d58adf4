import type { TaskDetail } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { plainText } from "../plain-text.ts";

export const command = defineCommand({
  path: "task show",
  summary: "The configuration behind a task, group or tag",
  positionals: [{ name: "NAME", about: "Name of a task, group or tag" }],
  async run(context, { positionals: [name = ""] }) {
    const detail = await context.client.get<TaskDetail>(`/assay/v1/tasks/${encodeURIComponent(name)}`);
    context.result(detail, () =>
      plainText(
        JSON.stringify(
          detail.tasks.map((task) => task.config),
          null,
          2,
        ),
      ),
    );
  },
});
