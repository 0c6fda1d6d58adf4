import { poolPath } from "../api/paths.ts";
import type { PoolDetail } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { LiveSummary } from "../elements/live-summary.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { StateBadge } from "../elements/state-badge.tsx";
import { useTitle } from "../elements/use-title.ts";
import { countOf, formatTime, formatUnits } from "../format.ts";
import { Countdown, useIsPast } from "./countdown.tsx";
import { EntriesTable } from "./entries-table.tsx";
import { JoinForm } from "./join-form.tsx";
import { PoolActions } from "./pool-actions.tsx";
import { SettlementSection } from "./settlement-section.tsx";
import { termsOf } from "./terms.ts";

const FUNDS: Record<PoolDetail["state"], string> = {
  open: "Held in escrow",
  closed: "Held in escrow",
  settled: "Was split",
  cancelled: "Left, all went back",
};

/** `/pools/ID`: who is in, how they stand, who would be paid and who was, and why. */
export function PoolPage({ id }: { id: string }) {
  const { value: pool, problem, reload } = useResource(poolPath(id), (value) => (isUnsettled(value) ? 2000 : null));
  useTitle(pool ? `Pool on ${pool.task}` : "Pool");
  return (
    <>
      <p class="crumbs">
        <a href="/pools">Pools</a> / {id}
      </p>
      <h1>{pool ? `Pool on ${pool.task}` : "Pool"}</h1>
      <ProblemNote problem={problem} />
      {pool && <Pool pool={pool} onChange={reload} />}
      {!pool && !problem && <p aria-busy="true">Reading the pool…</p>}
    </>
  );
}

function Pool({ pool, onChange }: { pool: PoolDetail; onChange: () => void }) {
  const isPast = useIsPast(pool.endsAt);
  const finished = pool.leaderboard.rows.filter(({ progress }) => progress === 1).length;
  return (
    <>
      <p class="status-line">
        <StateBadge state={pool.state} />
        <Countdown pool={pool} />
        <span>{pool.documents === null ? "all documents" : countOf(pool.documents, "document")}</span>
      </p>
      <LiveSummary text={`The pool is ${pool.state}; ${finished} of ${pool.leaderboard.rows.length} entries are finished.`} />
      <section class="panel terms" aria-labelledby="terms">
        <h2 id="terms">Terms</h2>
        <dl class="facts">
          <div>
            <dt>{FUNDS[pool.state]}</dt>
            <dd class="funds">
              {formatUnits(pool.funds)} <span class="unit">{pool.token}</span>
            </dd>
          </div>
          <div>
            <dt>Account</dt>
            <dd>
              <a href={`/ledger?${new URLSearchParams({ token: pool.token, owner: `pool:${pool.id}` })}`}>pool:{pool.id}</a>
            </dd>
          </div>
          <div>
            <dt>Funder</dt>
            <dd>{pool.funder}</dd>
          </div>
          <div>
            <dt>Period</dt>
            <dd>
              <time dateTime={pool.startsAt}>{formatTime(pool.startsAt)}</time> –{" "}
              <time dateTime={pool.endsAt}>{formatTime(pool.endsAt)}</time>
            </dd>
          </div>
        </dl>
        <p>{termsOf(pool.allocation)}</p>
      </section>
      {isUnsettled(pool) && <PoolActions pool={pool} onDone={onChange} />}
      <h2>Entries</h2>
      {pool.leaderboard.rows.length > 0 ? (
        <EntriesTable pool={pool} />
      ) : (
        <p class="muted">Nobody has joined{isUnsettled(pool) && " yet"}.</p>
      )}
      {pool.settlement && <SettlementSection pool={pool} settlement={pool.settlement} />}
      {pool.state === "open" && !isPast && <JoinForm pool={pool.id} onDone={onChange} />}
    </>
  );
}

function isUnsettled(pool: PoolDetail | undefined): boolean {
  return pool === undefined || pool.state === "open" || pool.state === "closed";
}
