import type { TaskEntry } from "../api/types.ts";
import { SortHead, useSorting, type SortKeys } from "../elements/sorting.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { useFirstRows } from "../elements/use-first-rows.tsx";
import { formatCount } from "../format.ts";
import type { Readiness } from "./readiness.ts";

export interface TaskLine {
  task: TaskEntry;
  readiness: Readiness;
}

const SORT_KEYS: SortKeys<TaskLine> = {
  name: ({ task }) => task.name,
  tasks: ({ task }) => task.taskCount,
  documents: ({ readiness }) => readiness.documents,
  state: ({ readiness }) => readiness.state,
};

/** Every name that a run may ask for. */
export function TasksTable({ lines, onStart }: { lines: readonly TaskLine[]; onStart: (name: string) => void }) {
  const sorting = useSorting(lines, SORT_KEYS, { column: "name", isDescending: false });
  const { shown, more } = useFirstRows(sorting.rows);
  return (
    <>
      <Table caption="Tasks, groups and tags, and what each needs" class="cards">
        <thead role="rowgroup">
          <Row>
            <SortHead sorting={sorting} column="name">
              Name
            </SortHead>
            <SortHead sorting={sorting} column="tasks" class="number">
              Tasks
            </SortHead>
            <SortHead sorting={sorting} column="documents" class="number">
              Documents
            </SortHead>
            <SortHead sorting={sorting} column="state">
              Needs
            </SortHead>
            <ColumnHead>
              <span class="visually-hidden">Start a run</span>
            </ColumnHead>
          </Row>
        </thead>
        <tbody role="rowgroup">
          {shown.map((line) => (
            <Line key={line.task.name} line={line} onStart={onStart} />
          ))}
        </tbody>
      </Table>
      {more}
    </>
  );
}

function Line({ line: { task, readiness }, onStart }: { line: TaskLine; onStart: (name: string) => void }) {
  return (
    <Row>
      <RowHead label="Name" class="wide-text">
        {task.name} {task.kind !== "task" && <span class="tag">{task.kind}</span>}
      </RowHead>
      <Cell label="Tasks" class="number">
        {formatCount(task.taskCount)}
      </Cell>
      <Cell label="Documents" class="number">
        {task.makesDocuments ? (
          <span class="muted">as many as asked</span>
        ) : readiness.documents === null ? (
          "–"
        ) : (
          formatCount(readiness.documents)
        )}
      </Cell>
      <Cell label="Needs" class="wide-text">
        <Needs refusal={task.refusal} readiness={readiness} />
      </Cell>
      <Cell label="Run" class="number">
        {readiness.state === "ready" && (
          <button type="button" class="small" aria-label={`Start a run of ${task.name}`} onClick={() => onStart(task.name)}>
            Start a run
          </button>
        )}
      </Cell>
    </Row>
  );
}

function Needs({ refusal, readiness: { state, missing } }: { refusal: string | null; readiness: Readiness }) {
  if (state === "ready") return <span class="outcome right">✓ ready</span>;
  if (state === "refused") return <span class="fault">✗ {refusal}</span>;
  const [first, ...others] = missing;
  return (
    <>
      <span class="outcome failed">⚠ data missing</span>
      <small>
        <code>{`assay dataset add ${first?.name}${first?.config ? ` --config ${first.config}` : ""}`}</code>
        {others.length > 0 && ` and ${others.length} more`}
      </small>
    </>
  );
}
