export {
  createRequestBuilder,
  fewshotCountOf,
  type RequestBuilder,
  type RequestSettings,
  type TaskRequest,
} from "./create-request-builder.ts";
export type { Document } from "./document.ts";
export { generateDocument, processDocument } from "./documents.ts";
export { loadTaskIndex } from "./load-task-index.ts";
export { type ResolvedTasks, resolveTasks } from "./resolve-tasks.ts";
export { restoreTask } from "./restore-task.ts";
export { type AnswerScore, type FilterResult, scoreAnswer } from "./score-answer.ts";
export type { DocumentSource, FewshotSource, GroupAggregate, Headline, Task, TaskGroup } from "./task.ts";
export type { TaskConfig } from "./task-config.ts";
export type { TaskIndex } from "./task-index.ts";
