import type { PoolDetail, PoolRow } from "../api/types.ts";
import { Meter } from "../elements/meter.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { formatCount, formatRankRange, formatScore, formatUnits } from "../format.ts";
import { groupByBracket } from "../leaderboard/group-by-bracket.ts";
import { AxisTicks, IntervalBar } from "../leaderboard/interval-bar.tsx";
import { scoreAxis, type ScoreAxis } from "../leaderboard/score-axis.ts";

/** The entries of a pool by their places; those that the questions do not tell apart stand in one visible group. */
export function EntriesTable({ pool }: { pool: PoolDetail }) {
  const { rows } = pool.leaderboard;
  const axis = scoreAxis(rows);
  const isOver = pool.settlement !== null;
  const most = rows.reduce((max, row) => Math.max(max, row.entriesOfParticipant), 1);
  return (
    <>
      <Table caption="Entries: score, interval, possible ranks and payout of each" class="board entries cards">
        <thead role="rowgroup">
          <Row>
            <ColumnHead class="bracket-head">Tie</ColumnHead>
            <ColumnHead>Rank</ColumnHead>
            <ColumnHead>Entry</ColumnHead>
            <ColumnHead class="number">Score{axis.isShare ? ", %" : ""}</ColumnHead>
            <ColumnHead class="plot">
              <span class="visually-hidden">95 % interval on a shared axis</span>
              <AxisTicks axis={axis} />
            </ColumnHead>
            <ColumnHead>Progress</ColumnHead>
            <ColumnHead class="number">{isOver ? "Paid" : "Payout, were it settled now"}</ColumnHead>
          </Row>
        </thead>
        {groupByBracket(rows).map((group) => (
          <tbody key={group[0]?.entry} role="rowgroup" class={group.length > 1 ? "tied" : undefined}>
            {group.map((row, index) => (
              <Row key={row.entry}>
                {index === 0 && <Bracket size={group.length} />}
                <EntryCells row={row} axis={axis} payout={payoutOf(pool, row.entry)} token={pool.token} />
              </Row>
            ))}
          </tbody>
        ))}
      </Table>
      <p class="method">
        Neighbours are told apart by exact paired tests with Holm's correction over all pairs at 5 %; who is joined by a bracket is not. A
        rank is the range that the evidence leaves possible{!isOver && ", and a payout the range over those ranks"}. A failed answer is
        asked again and is no wrong one; an entry without all answers has no place yet.
        {most > 1 && (
          <>
            {" "}
            <b>Best of {formatCount(most)}:</b> a participant with that many entries has a better best score by luck alone; by about √(2 ln
            N · p(1−p)/n) among N equal models with score p on n questions.
          </>
        )}
      </p>
    </>
  );
}

function Bracket({ size }: { size: number }) {
  return (
    <th role="rowheader" scope="rowgroup" rowSpan={size} class="bracket">
      {size > 1 && <span class="bracket-line" aria-hidden="true" />}
      <span class="bracket-name">{size > 1 ? `${size} tied` : ""}</span>
      <span class="visually-hidden">{size > 1 ? "not told apart" : "alone"}</span>
    </th>
  );
}

function EntryCells({ row, axis, payout, token }: { row: PoolRow; axis: ScoreAxis; payout: string | null; token: string }) {
  return (
    <>
      <Cell label="Rank" class="rank">
        {row.place === null ? (
          <span class="muted">{row.progress === 1 ? "none" : "none yet"}</span>
        ) : (
          formatRankRange(row.rankBest, row.rankWorst)
        )}
      </Cell>
      <RowHead label="Entry" class="worker">
        {row.model}
        <small>
          {row.participant}
          {row.entriesOfParticipant > 1 && ` (${formatCount(row.entriesOfParticipant)} entries)`}
        </small>
      </RowHead>
      <Cell label="Score" class="number score">
        {formatScore(row.score, axis.isShare)}
        {row.low !== null && row.high !== null && (
          <small>
            {formatScore(row.low, axis.isShare).replace(" %", "")}–{formatScore(row.high, axis.isShare).replace(" %", "")}
          </small>
        )}
      </Cell>
      <Cell label="Interval" class="plot">
        <IntervalBar axis={axis} score={row.score} low={row.low} high={row.high} />
      </Cell>
      <Cell label="Progress" class="progress">
        <Meter label={`Questions answered by ${row.model}`} done={row.answered} total={row.total} noun="question" />
        <small>
          {formatCount(row.correct)} right{row.failed > 0 && <span class="fault">, {formatCount(row.failed)} failed</span>}
        </small>
      </Cell>
      <Cell label={`Payout, ${token}`} class="number">
        {payout ?? <span class="muted">nothing</span>}
      </Cell>
    </>
  );
}

/** What was paid, or the range of what would be. */
function payoutOf({ settlement, projected }: PoolDetail, entry: string): string | null {
  if (settlement) {
    const paid = settlement.payouts.find(({ id }) => id === entry);
    return paid ? formatUnits(paid.amount) : null;
  }
  const range = projected.find((one) => one.entry === entry);
  if (!range) return null;
  return range.least === range.most ? formatUnits(range.most) : `${formatUnits(range.least)} – ${formatUnits(range.most)}`;
}
