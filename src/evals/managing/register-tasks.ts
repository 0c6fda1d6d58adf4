import type { EvalsContext } from "../context.ts";
import { findDataset, readRows, startRegistration } from "../datasets/index.ts";
import { AssayError } from "../../lib/errors.ts";
import {
  describeTable,
  parsePocketRequest,
  PocketFault,
  registerRequestSchema,
  tableNameOf,
  type TableDescription,
} from "../pocket/index.ts";
import { loadTaskIndex, resolveTasks, type Task } from "../tasks/index.ts";

/** A task, and its dataset as the known system's table, or the registration that fetches it. */
export interface RegisteredTask {
  task: string;
  dataset_table_name: string;
  table: TableDescription | null;
  registration: string | null;
}

/**
 * The known `Register`: makes sure that the datasets of tasks are here, and starts fetching from the hub those that are not.
 * All names are checked before anything is started. A dataset that several tasks read is fetched once.
 * @throws PocketFault `TaskNotFound`, or `ApplicationError` for a task that is not asked for a text
 */
export async function registerTasks(context: EvalsContext, input: unknown): Promise<RegisteredTask[]> {
  const request = parsePocketRequest(registerRequestSchema, input);
  const tasks = await findTasks(context, request.tasks);
  const started = new Map<string, string>();
  const registered: RegisteredTask[] = [];
  for (const { name, source } of tasks) {
    if (source.kind !== "dataset") continue;
    const tableName = tableNameOf(source);
    const table = await tableOf(context, source);
    if (!table && !started.has(tableName))
      started.set(tableName, await startRegistration(context, { name: source.path, config: source.name }));
    registered.push({ task: name, dataset_table_name: tableName, table, registration: started.get(tableName) ?? null });
  }
  return registered;
}

async function findTasks(context: EvalsContext, names: string): Promise<Task[]> {
  const index = await loadTaskIndex(context.includePaths);
  const wanted = names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  try {
    const { tasks } = resolveTasks(index, wanted);
    const other = tasks.find(({ outputType }) => outputType !== "generate_until");
    if (!other) return tasks;
    throw new PocketFault(
      "ApplicationError",
      `Task ${other.name} has output_type ${other.outputType}. Currently only 'generate_until' output_type is supported`,
      "tasks",
    );
  } catch (error) {
    if (error instanceof AssayError && error.code === "not_found")
      throw new PocketFault("TaskNotFound", `Tasks not found. ${error.message}`, "tasks");
    throw error;
  }
}

async function tableOf({ db }: EvalsContext, source: { path: string; name: string }): Promise<TableDescription | null> {
  const dataset = await findDataset(db, source.path, source.name);
  const [split] = dataset?.splits ?? [];
  if (!dataset || !split) return null;
  for await (const { doc } of readRows(db, dataset.id, { ids: [split.firstId] })) return describeTable(source, dataset.splits, doc);
  return null;
}
