export { createRequestBuilder, fewshotCountOf, type TaskRequest } from "./create-request-builder.ts";
export type { Document } from "./document.ts";
export { generateDocument, processDocument } from "./documents.ts";
export { loadTaskIndex } from "./load-task-index.ts";
export { resolveTasks } from "./resolve-tasks.ts";
export { restoreTask } from "./restore-task.ts";
export { type FilterResult, scoreAnswer } from "./score-answer.ts";
export type { Task } from "./task.ts";
export type { TaskIndex } from "./task-index.ts";
