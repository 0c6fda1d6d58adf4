import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { loadTaskIndex, resolveTasks } from "../tasks/index.ts";

/**
 * The one task behind a name, that can be run.
 * @throws `not_found` for an unknown name; `invalid_input` when it stands for several tasks or cannot be run
 */
export async function requireSingleTask({ includePaths }: Pick<EvalsContext, "includePaths">, name: string): Promise<string> {
  const { tasks } = resolveTasks(await loadTaskIndex(includePaths), [name]);
  const [task] = tasks;
  if (task && tasks.length === 1) return task.name;
  throw new AssayError("invalid_input", `${name} stands for ${tasks.length} tasks: name one of them.`, { field: "task" });
}
