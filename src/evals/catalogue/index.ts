/** A door of its own: commands list tasks without loading what asks workers. */
export { describeTask, listTasks } from "./list-tasks.ts";
export { requireSingleTask } from "./require-single-task.ts";
export { validateTasks, type Validation, type ValidationFault } from "./validate-tasks.ts";
