import { resolve } from "node:path";
import { defineCommand, EXIT } from "../command.ts";
import { plainText } from "../plain-text.ts";

export const command = defineCommand({
  path: "task validate",
  summary: "Check a folder or file of task YAML: every fault with its file, line and key, and a sample prompt",
  positionals: [{ name: "PATH", about: "A folder of task files, or one of them" }],
  examples: ["assay task validate my-tasks", "assay task validate my-tasks/my_task.yaml --json"],
  async run(context, { positionals: [path = "."] }) {
    const { validateTasks } = await import("../../evals/catalogue/index.ts");
    const found = await validateTasks(resolve(path));
    context.result(found, () => {
      const samples = found.samples.map(({ task, prompt, target }) => `── ${task}\n${prompt}\n── target: ${target}\n`);
      return plainText([...samples, `${found.tasks.length} tasks and ${found.groups.length} groups can be run.`].join("\n"));
    });
    for (const { file, line, key, task, message } of found.faults) {
      const place = [file, line].filter((part) => part !== null && part !== "").join(":");
      const whose = [task, key].filter(Boolean).join(", ");
      context.err(`Fault: ${[place, whose].filter(Boolean).join(" ")}: ${plainText(message)}`);
    }
    return found.faults.length > 0 ? EXIT.error : EXIT.ok;
  },
});
