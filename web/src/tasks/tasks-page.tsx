import { datasetsPath, tasksPath, workersPath } from "../api/paths.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { useTitle } from "../elements/use-title.ts";
import { countOf } from "../format.ts";
import { navigate } from "../router.ts";
import { readinessOf } from "./readiness.ts";
import { StartForm } from "./start-form.tsx";
import { TasksTable, type TaskLine } from "./tasks-table.tsx";

const STATES = [
  ["", "all"],
  ["ready", "ready to run"],
  ["data", "data missing"],
  ["refused", "cannot be run"],
] as const;

/** `/tasks?text=&state=&start=NAME`: what a run may ask, what each still needs, and how to begin. */
export function TasksPage({ query }: { query: URLSearchParams }) {
  useTitle("Tasks");
  const tasks = useResource(tasksPath());
  const datasets = useResource(datasetsPath());
  const workers = useResource(workersPath());
  const [text, state, start] = [query.get("text") ?? "", query.get("state") ?? "", query.get("start")];
  const lines = (tasks.value?.tasks ?? []).map((task): TaskLine => ({
    task,
    readiness: readinessOf(task, datasets.value?.datasets ?? []),
  }));
  const shown = lines.filter((line) => line.task.name.includes(text.toLowerCase()) && (state === "" || line.readiness.state === state));
  const change = (changes: Record<string, string>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") next.delete(name);
      else next.set(name, value);
    }
    navigate(next.size === 0 ? "/tasks" : `/tasks?${next}`, { replace: true });
  };
  const isRead = tasks.value !== undefined && datasets.value !== undefined;
  return (
    <>
      <h1>Tasks</h1>
      <ProblemNote problem={tasks.problem ?? datasets.problem} />
      {start !== null && (
        <StartForm key={start} tasks={start} workers={workers.value?.workers ?? []} onClose={() => change({ start: "" })} />
      )}
      <form class="filters" role="search" aria-label="Filter tasks" onSubmit={(event) => event.preventDefault()}>
        <label>
          Name contains
          <input type="search" value={text} maxLength={100} onInput={(event) => change({ text: event.currentTarget.value })} />
        </label>
        <label>
          Show
          <select value={state} onChange={(event) => change({ state: event.currentTarget.value })}>
            {STATES.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <p class="hint" role="status">
          {isRead && `${countOf(shown.length, "name")} of ${lines.length}`}
        </p>
      </form>
      {tasks.value && tasks.value.problems.length > 0 && (
        <ul class="warnings" aria-label="Faulty files">
          {tasks.value.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {isRead && shown.length > 0 && <TasksTable lines={shown} onStart={(name) => change({ start: name })} />}
      {isRead && shown.length === 0 && (
        <section class="panel empty">
          <h2>No task fits</h2>
          <p>No name contains this, in this state. A folder of lm-evaluation-harness tasks adds more.</p>
        </section>
      )}
      {!isRead && !tasks.problem && !datasets.problem && <p aria-busy="true">Reading the tasks…</p>}
    </>
  );
}
