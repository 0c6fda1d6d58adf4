import { defineCommand } from "../command.ts";
import { plainText } from "../plain-text.ts";
import { INCLUDE_PATH, includePathsOf } from "./include-path.ts";

export const command = defineCommand({
  path: "task show",
  summary: "The configuration behind a task, group or tag",
  positionals: [{ name: "NAME", about: "Name of a task, group or tag" }],
  options: { include_path: INCLUDE_PATH },
  async run(context, { positionals: [name = ""], values }) {
    // Like `task list`: files, and no data.
    const { describeTask } = await import("../../evals/catalogue/index.ts");
    const detail = await describeTask({ includePaths: includePathsOf(context, values.include_path) }, name);
    for (const warning of detail.warnings) context.err(`Warning: ${warning}`);
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
