import type { WorkerSnapshot } from "../api/types.ts";
import { SortHead, useSorting, type SortKeys, type Sorting } from "../elements/sorting.tsx";
import { ColumnHead, Row, Table } from "../elements/table.tsx";
import { useFirstRows } from "../elements/use-first-rows.tsx";
import { AxisTicks } from "../leaderboard/interval-bar.tsx";
import { scoreAxis, type ScoreAxis } from "../leaderboard/score-axis.ts";
import { WorkerRow } from "./worker-row.tsx";

const SORT_KEYS: SortKeys<WorkerSnapshot> = {
  name: (worker) => worker.name,
  state: (worker) => worker.state,
  inFlight: (worker) => worker.inFlight + worker.queued,
  answered: (worker) => worker.answered,
  p50Ms: (worker) => worker.p50Ms,
  p95Ms: (worker) => worker.p95Ms,
  failed: (worker) => worker.failed,
  price: (worker) => worker.inputPrice + worker.outputPrice,
  incentive: (worker) => worker.incentive.value,
};

/** Who is there, how they do just now, and what they cost. */
export function WorkersTable({ workers, onChange }: { workers: readonly WorkerSnapshot[]; onChange: () => void }) {
  const sorting = useSorting(workers, SORT_KEYS, { column: "", isDescending: false });
  const { shown, more } = useFirstRows(sorting.rows);
  const axis = scoreAxis(
    workers.map(({ incentive }) => ({ score: incentive.value, low: incentive.low, high: incentive.high })),
    3,
  );
  return (
    <>
      <Table caption="Workers and how they do just now" class="cards network">
        <Head sorting={sorting} axis={axis} />
        <tbody role="rowgroup">
          {shown.map((worker) => (
            <WorkerRow key={worker.uid} worker={worker} axis={axis} onChange={onChange} />
          ))}
        </tbody>
      </Table>
      {more}
    </>
  );
}

function Head({ sorting, axis }: { sorting: Sorting<WorkerSnapshot>; axis: ScoreAxis }) {
  return (
    <thead role="rowgroup">
      <Row>
        <SortHead sorting={sorting} column="name">
          Worker
        </SortHead>
        <SortHead sorting={sorting} column="state">
          State
        </SortHead>
        <SortHead sorting={sorting} column="inFlight" class="number">
          In flight
        </SortHead>
        <SortHead sorting={sorting} column="answered" class="number">
          Answered
        </SortHead>
        <SortHead sorting={sorting} column="p50Ms" class="number">
          p50
        </SortHead>
        <SortHead sorting={sorting} column="p95Ms" class="number">
          p95
        </SortHead>
        <SortHead sorting={sorting} column="failed">
          Faults
        </SortHead>
        <SortHead sorting={sorting} column="price" class="number">
          $ / 1M tokens
        </SortHead>
        <SortHead sorting={sorting} column="incentive" class="number">
          Incentive
        </SortHead>
        <ColumnHead class="plot">
          <span class="visually-hidden">Incentive's interval on a shared axis, in per cent</span>
          <AxisTicks axis={axis} />
        </ColumnHead>
        <ColumnHead>
          <span class="visually-hidden">Pause, drain or resume</span>
        </ColumnHead>
      </Row>
    </thead>
  );
}
