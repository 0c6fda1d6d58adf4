import { poolsPath } from "../api/paths.ts";
import type { PoolSummary } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { StateBadge } from "../elements/state-badge.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { useFirstRows } from "../elements/use-first-rows.tsx";
import { useTitle } from "../elements/use-title.ts";
import { formatCount, formatUnits } from "../format.ts";
import { navigate } from "../router.ts";
import { Countdown } from "./countdown.tsx";
import { OpenPoolForm } from "./open-pool-form.tsx";
import { ruleName } from "./terms.ts";

/** `/pools?new=1`: money on tasks, the newest first; a form to put some on one. */
export function PoolsPage({ query }: { query: URLSearchParams }) {
  useTitle("Pools");
  const { value, problem } = useResource(poolsPath(), () => 4000);
  const isOpening = query.has("new");
  return (
    <>
      <header class="page-head">
        <h1>Pools</h1>
        {!isOpening && (
          <a class="button" href="/pools?new=1">
            Open a pool
          </a>
        )}
      </header>
      <p class="hint">
        A funder puts money on a task for a period; models join, their answers rank them, and at the end the money is split by a rule that
        anybody can work out again from the <a href="/ledger">ledger</a>. Amounts are in a token's smallest unit.
      </p>
      <ProblemNote problem={problem} />
      {isOpening && <OpenPoolForm onClose={() => navigate("/pools", { replace: true })} />}
      {value && value.pools.length > 0 && <PoolsTable pools={value.pools} />}
      {value?.pools.length === 0 && !isOpening && (
        <section class="panel empty">
          <h2>No pool yet</h2>
          <p>Whoever has some of a token on the ledger can put it on a task; whoever runs a model can join and be paid.</p>
        </section>
      )}
      {!value && !problem && <p aria-busy="true">Reading the pools…</p>}
    </>
  );
}

function PoolsTable({ pools }: { pools: readonly PoolSummary[] }) {
  const { shown, more } = useFirstRows(pools);
  return (
    <>
      <Table caption="Pools, the newest first" class="cards">
        <thead role="rowgroup">
          <Row>
            <ColumnHead>Task</ColumnHead>
            <ColumnHead>State</ColumnHead>
            <ColumnHead class="number">Funds</ColumnHead>
            <ColumnHead class="number">Entries</ColumnHead>
            <ColumnHead>Rule</ColumnHead>
            <ColumnHead>Funder</ColumnHead>
            <ColumnHead>End</ColumnHead>
          </Row>
        </thead>
        <tbody role="rowgroup">
          {shown.map((pool) => (
            <PoolLine key={pool.id} pool={pool} />
          ))}
        </tbody>
      </Table>
      {more}
    </>
  );
}

/** Of a pool whose account is empty, where its funds went. */
const GONE: Partial<Record<PoolSummary["state"], string>> = { settled: "paid out", cancelled: "given back" };

function PoolLine({ pool }: { pool: PoolSummary }) {
  return (
    <Row>
      <RowHead label="Task" class="wide-text">
        <a href={`/pools/${encodeURIComponent(pool.id)}`}>{pool.task}</a>
        {pool.documents !== null && <small>the first {formatCount(pool.documents)} documents</small>}
      </RowHead>
      <Cell label="State">
        <StateBadge state={pool.state} />
      </Cell>
      <Cell label="Funds" class="number">
        {GONE[pool.state] ? (
          <span class="muted">{GONE[pool.state]}</span>
        ) : (
          <>
            {formatUnits(pool.funds)} <span class="unit">{pool.token}</span>
          </>
        )}
      </Cell>
      <Cell label="Entries" class="number">
        {formatCount(pool.entries)}
      </Cell>
      <Cell label="Rule">{ruleName(pool.allocation)}</Cell>
      <Cell label="Funder" class="wide-text">
        {pool.funder}
      </Cell>
      <Cell label="End">
        <Countdown pool={pool} />
      </Cell>
    </Row>
  );
}
