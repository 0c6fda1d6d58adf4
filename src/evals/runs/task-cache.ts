import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { restoreTask, type Task } from "../tasks/index.ts";
import { listRunTasks } from "./store.ts";

const RUNS_KEPT = 8;

/** The tasks of the latest runs, rebuilt from the configurations frozen with them. */
export class TaskCache {
  readonly #db: Db;
  /** In the order of their last use. */
  readonly #runs = new Map<string, Promise<Map<string, Task>>>();
  #latest: string | undefined;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Asked for every document, several times: a run that is there costs a look into a map. */
  async find(runId: string, name: string): Promise<Task> {
    const tasks = this.#runs.get(runId) ?? this.#keep(runId);
    if (this.#latest !== runId) this.#moveUp(runId, tasks);
    const task = (await tasks).get(name);
    if (!task) throw new AssayError("internal", `Run ${runId} has no task ${name}.`);
    return task;
  }

  #keep(runId: string): Promise<Map<string, Task>> {
    const tasks = this.#read(runId);
    // A failed read must not stay.
    tasks.catch(() => this.#runs.delete(runId));
    this.#moveUp(runId, tasks);
    for (const [oldest] of this.#runs) {
      if (this.#runs.size <= RUNS_KEPT) break;
      this.#runs.delete(oldest);
    }
    return tasks;
  }

  #moveUp(runId: string, tasks: Promise<Map<string, Task>>): void {
    this.#runs.delete(runId);
    this.#runs.set(runId, tasks);
    this.#latest = runId;
  }

  async #read(runId: string): Promise<Map<string, Task>> {
    const rows = await listRunTasks(this.#db, runId);
    return new Map(rows.map((row) => [row.name, restoreTask(row.config)]));
  }
}
