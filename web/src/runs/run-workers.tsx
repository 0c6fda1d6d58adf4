import type { RunDetail } from "../api/types.ts";
import { Meter } from "../elements/meter.tsx";
import { StateBadge } from "../elements/state-badge.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { useFirstRows } from "../elements/use-first-rows.tsx";
import { formatCount } from "../format.ts";
import { isOpenState } from "./is-open-state.ts";

/** How far each worker of a run is. Folded away once nothing moves and nothing went wrong. */
export function RunWorkers({ run }: { run: RunDetail }) {
  const isWorthSeeing = isOpenState(run.state) || run.workers.some((worker) => worker.error !== null);
  const { shown, more } = useFirstRows(run.workers);
  return (
    <details class="section" open={isWorthSeeing}>
      <summary>
        <h2>Progress by worker</h2>
      </summary>
      <Table caption="Progress of the run by worker" class="cards">
        <thead role="rowgroup">
          <Row>
            <ColumnHead>Worker</ColumnHead>
            <ColumnHead>State</ColumnHead>
            <ColumnHead class="number">Answered</ColumnHead>
            <ColumnHead>Scored</ColumnHead>
            <ColumnHead>Given up because</ColumnHead>
          </Row>
        </thead>
        <tbody role="rowgroup">
          {shown.map((worker) => (
            <Row key={worker.uid}>
              <RowHead label="Worker">
                {worker.name} <span class={worker.kind === "simulated" ? "tag simulated" : "tag"}>{worker.kind}</span>
              </RowHead>
              <Cell label="State">
                <StateBadge state={worker.held ?? worker.state} />
                {worker.held !== null && (
                  <small>
                    the run waits: <a href="/workers">resume it</a>
                  </small>
                )}
              </Cell>
              <Cell label="Answered" class="number">
                {formatCount(worker.answered)}
              </Cell>
              <Cell label="Scored">
                <Meter
                  label={`Samples of ${worker.name} scored`}
                  done={worker.scored}
                  total={run.race ? (worker.askTo ?? 0) : run.instanceCount}
                  noun="sample"
                />
              </Cell>
              <Cell label="Given up because" class="wide-text">
                {worker.error === null ? <span class="muted">–</span> : <span class="fault">{worker.error}</span>}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {more}
    </details>
  );
}
