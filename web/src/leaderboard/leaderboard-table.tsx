import type { Leaderboard, LeaderboardRow } from "../api/types.ts";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { useFirstRows } from "../elements/use-first-rows.tsx";
import { SortHead, useSorting, type SortKeys, type Sorting } from "../elements/sorting.tsx";
import { formatCost, formatCount, formatDuration, formatRankRange, formatScore } from "../format.ts";
import { groupByBracket } from "./group-by-bracket.ts";
import { AxisTicks, IntervalBar } from "./interval-bar.tsx";
import { scoreAxis, type ScoreAxis } from "./score-axis.ts";

const SORT_KEYS: SortKeys<LeaderboardRow> = {
  score: (row) => row.score,
  worker: (row) => row.worker,
  n: (row) => row.n,
  failed: (row) => row.failed,
  medianMs: (row) => row.medianMs,
  cost: (row) => costOfAnswer(row),
  incentive: (row) => row.incentive,
};

interface LeaderboardTableProps {
  run: string;
  rows: readonly LeaderboardRow[];
  /** What it would take to tell those apart that are tied. */
  brackets: Leaderboard["brackets"];
  /** Names of the workers chosen for comparison. */
  chosen: readonly string[];
  onChoose(worker: string): void;
}

/** Who is how good, and how sure that is. Workers that the evidence cannot tell apart stand in one visible group. */
export function LeaderboardTable({ run, rows, brackets, chosen, onChoose }: LeaderboardTableProps) {
  const sorting = useSorting(rows, SORT_KEYS, { column: "score", isDescending: true });
  const { shown, more } = useFirstRows(sorting.rows);
  const axis = scoreAxis(rows);
  return (
    <>
      <Table caption="Leaderboard: score, interval and possible ranks of each worker" class="board cards">
        <Head sorting={sorting} axis={axis} />
        {groupByBracket(shown).map((group) => (
          <tbody key={`${group[0]?.bracket}-${group[0]?.uid}`} role="rowgroup" class={group.length > 1 ? "tied" : undefined}>
            {group.map((row, index) => (
              <Row key={row.uid} class={chosen.includes(row.worker) ? "chosen" : undefined}>
                {index === 0 && (
                  <Bracket group={group} more={brackets.find(({ bracket }) => bracket === row.bracket)?.documentsNeeded ?? null} />
                )}
                <WorkerCells run={run} row={row} axis={axis} isChosen={chosen.includes(row.worker)} onChoose={onChoose} />
              </Row>
            ))}
          </tbody>
        ))}
      </Table>
      {more}
    </>
  );
}

function Head({ sorting, axis }: { sorting: Sorting<LeaderboardRow>; axis: ScoreAxis }) {
  return (
    <thead role="rowgroup">
      <Row>
        <ColumnHead class="bracket-head">Tie</ColumnHead>
        <ColumnHead>
          <span class="visually-hidden">Compare</span>
        </ColumnHead>
        <ColumnHead>Rank</ColumnHead>
        <SortHead sorting={sorting} column="worker">
          Worker
        </SortHead>
        <SortHead sorting={sorting} column="score" class="number">
          Score{axis.isShare ? ", %" : ""}
        </SortHead>
        <ColumnHead class="plot">
          <span class="visually-hidden">95 % interval on a shared axis</span>
          <AxisTicks axis={axis} />
        </ColumnHead>
        <SortHead sorting={sorting} column="n" class="number">
          n
        </SortHead>
        <SortHead sorting={sorting} column="failed" class="number">
          Failed
        </SortHead>
        <SortHead sorting={sorting} column="medianMs" class="number">
          Median time
        </SortHead>
        <SortHead sorting={sorting} column="cost" class="number">
          Cost / answer
        </SortHead>
        <SortHead sorting={sorting} column="incentive" class="number">
          Incentive
        </SortHead>
      </Row>
    </thead>
  );
}

function Bracket({ group, more }: { group: readonly LeaderboardRow[]; more: number | null }) {
  const isTie = group.length > 1;
  return (
    <th role="rowheader" scope="rowgroup" rowSpan={group.length} class="bracket">
      {isTie && <span class="bracket-line" aria-hidden="true" />}
      <span class="bracket-name">{isTie ? `${group.length} tied` : ""}</span>
      {isTie && more !== null && <small title="About so many more documents would tell neighbours apart">≈ {formatCount(more)} more</small>}
      <span class="visually-hidden">{isTie ? (more === null ? "not told apart" : "documents would tell them apart") : "alone"}</span>
    </th>
  );
}

interface WorkerCellsProps {
  run: string;
  row: LeaderboardRow;
  axis: ScoreAxis;
  isChosen: boolean;
  onChoose(worker: string): void;
}

function WorkerCells({ run, row, axis, isChosen, onChoose }: WorkerCellsProps) {
  return (
    <>
      <Cell label="Compare" class="choose">
        <input type="checkbox" checked={isChosen} onChange={() => onChoose(row.worker)} aria-label={`Compare ${row.worker}`} />
      </Cell>
      <Cell label="Rank" class="rank">
        {formatRankRange(row.rankBest, row.rankWorst)}
      </Cell>
      <RowHead label="Worker" class="worker">
        <a href={`/runs/${encodeURIComponent(run)}?${new URLSearchParams({ worker: row.worker })}`}>{row.worker}</a>{" "}
        <span class={row.simulated ? "tag simulated" : "tag"}>{row.kind}</span>
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
      <Cell label="n" class="number">
        {formatCount(row.n)}
      </Cell>
      <Cell label="Failed" class="number">
        {formatCount(row.failed)}
      </Cell>
      <Cell label="Median time" class="number">
        {formatDuration(row.medianMs)}
      </Cell>
      <Cell label="Cost / answer" class="number">
        {formatCost(costOfAnswer(row))}
      </Cell>
      <Cell label="Incentive" class="number">
        {(100 * row.incentive).toFixed(1)} %
      </Cell>
    </>
  );
}

/** Micro-units for one answer, over those that it gave. */
function costOfAnswer({ cost, n, failed }: LeaderboardRow): number | null {
  return cost === null || n <= failed ? null : cost / (n - failed);
}
