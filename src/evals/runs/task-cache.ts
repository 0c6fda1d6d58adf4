import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { restoreTask, type Task } from "../tasks/index.ts";
import { listRunTasks } from "./store.ts";

const RUNS_KEPT = 8;

/** The tasks of the latest runs, rebuilt from the configurations frozen with them. */
export class TaskCache {
  readonly #db: Db;
  readonly #runs = new Map<string, Promise<Map<string, Task>>>();

  constructor(db: Db) {
    this.#db = db;
  }

  async find(runId: string, name: string): Promise<Task> {
    const tasks = this.#runs.get(runId) ?? this.#read(runId);
    this.#runs.delete(runId);
    this.#runs.set(runId, tasks);
    for (const [oldest] of this.#runs) {
      if (this.#runs.size <= RUNS_KEPT) break;
      this.#runs.delete(oldest);
    }
    tasks.catch(() => this.#runs.delete(runId));
    const task = (await tasks).get(name);
    if (!task) throw new AssayError("internal", `Run ${runId} has no task ${name}.`);
    return task;
  }

  async #read(runId: string): Promise<Map<string, Task>> {
    const rows = await listRunTasks(this.#db, runId);
    return new Map(rows.map((row) => [row.name, restoreTask(row.config)]));
  }
}
