import type { WorkerSnapshot } from "../api/types.ts";
import { StateBadge } from "../elements/state-badge.tsx";
import { Cell, Row, RowHead } from "../elements/table.tsx";
import { WorkerName } from "../elements/worker-name.tsx";
import { formatAgo, formatCount, formatDuration, formatTime } from "../format.ts";
import { IntervalBar } from "../leaderboard/interval-bar.tsx";
import type { ScoreAxis } from "../leaderboard/score-axis.ts";
import { DutyButtons } from "./duty-buttons.tsx";

interface WorkerRowProps {
  worker: WorkerSnapshot;
  axis: ScoreAxis;
  onChange: () => void;
}

/** One worker as it is at this moment. */
export function WorkerRow({ worker, axis, onChange }: WorkerRowProps) {
  const { value, low, high } = worker.incentive;
  const owned = [worker.model, worker.owner && `owned by ${worker.owner}`, ...worker.roles].filter(Boolean);
  return (
    <Row>
      <RowHead label="Worker" class="worker">
        <WorkerName {...worker} />
        {owned.length > 0 && <small>{owned.join(" · ")}</small>}
      </RowHead>
      <Cell label="State">
        <State worker={worker} />
      </Cell>
      <Cell label="In flight" class="number">
        {formatCount(worker.inFlight)} of {formatCount(worker.concurrency)}
        {worker.queued > 0 && <small>{formatCount(worker.queued)} waiting</small>}
        {worker.concurrency < worker.maxConcurrency && <small>slowed from {formatCount(worker.maxConcurrency)}</small>}
      </Cell>
      <Cell label="Answered" class="number">
        {formatCount(worker.answered)}
        {worker.lastSuccessAt !== null && (
          <small>
            <time dateTime={worker.lastSuccessAt} title={formatTime(worker.lastSuccessAt)}>
              {formatAgo(worker.lastSuccessAt, Date.now())}
            </time>
          </small>
        )}
      </Cell>
      <Cell label="p50" class="number">
        {formatDuration(worker.p50Ms)}
      </Cell>
      <Cell label="p95" class="number">
        {formatDuration(worker.p95Ms)}
      </Cell>
      <Cell label="Faults">
        <Faults worker={worker} />
      </Cell>
      <Cell label="$ per 1M tokens" class="number">
        {worker.inputPrice === 0 && worker.outputPrice === 0 ? (
          <span class="muted">free</span>
        ) : (
          <>
            {price(worker.inputPrice)} in
            <small>{price(worker.outputPrice)} out</small>
          </>
        )}
      </Cell>
      <Cell label="Incentive" class="number">
        {(100 * value).toFixed(1)} %
        <small>
          {(100 * low).toFixed(1)}–{(100 * high).toFixed(1)}
        </small>
      </Cell>
      <Cell label="Interval" class="plot">
        <IntervalBar axis={axis} score={value} low={low} high={high} />
      </Cell>
      <Cell label="Duty" class="actions-cell">
        <DutyButtons worker={worker} onDone={onChange} />
      </Cell>
    </Row>
  );
}

function State({ worker: { state, inFlight, queued } }: { worker: WorkerSnapshot }) {
  const left = inFlight + queued;
  if (state === "draining" && left === 0) return <StateBadge state="drained" />;
  return (
    <>
      <StateBadge state={state} />
      {state === "cooling" && <small>circuit open</small>}
      {state === "draining" && <small>{formatCount(left)} to finish</small>}
      {state === "paused" && inFlight > 0 && <small>{formatCount(inFlight)} to finish</small>}
      {state === "gone" && <small>not connected</small>}
      {state === "registered" && <small>not heard of yet</small>}
    </>
  );
}

function Faults({ worker }: { worker: WorkerSnapshot }) {
  const faults = Object.entries(worker.faults).filter(([, count]) => count > 0);
  if (faults.length === 0) return <span class="muted">none</span>;
  return (
    <ul class="faults">
      {faults.map(([code, count]) => (
        <li key={code} class="fault">
          {code.replaceAll("_", " ")} <span class="count">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}

function price(microUnits: number): string {
  return (microUnits / 1e6).toFixed(2);
}
