import type { RunDetail } from "../api/types.ts";
import { Meter } from "../elements/meter.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { formatCount } from "../format.ts";

type Race = NonNullable<RunDetail["race"]>;

/** How far a run is that asks only until its workers are told apart: what it knows, and what it would take to know the rest. */
export function RaceProgress({ race, documents }: { race: Race; documents: number }) {
  const settled = race.pairs - race.open;
  return (
    <section aria-labelledby="race">
      <h2 id="race">Race for {race.goal === "pairs" ? "all pairs" : `the best ${race.goal.top}`}</h2>
      <p class="status-line">
        <Meter label="Pairs settled" done={settled} total={race.pairs} noun="pair" />
        <span>
          {formatCount(race.known)} resolved, {formatCount(race.givenUp)} given up, {formatCount(race.open)} open
        </span>
        <span>
          document {formatCount(race.position)} of {formatCount(documents)}
        </span>
      </p>
      <p>{sentenceOf(race)}</p>
      {race.unresolved.length > 0 && (
        <Table caption="Pairs that are not told apart" class="cards">
          <thead role="rowgroup">
            <Row>
              <ColumnHead>Not told apart</ColumnHead>
              <ColumnHead>State</ColumnHead>
              <ColumnHead class="number">Documents</ColumnHead>
              <ColumnHead class="number">More needed, about</ColumnHead>
            </Row>
          </thead>
          <tbody role="rowgroup">
            {race.unresolved.map(({ a, b, state, documents: compared, documentsNeeded }) => (
              <Row key={`${a}/${b}`}>
                <RowHead label="Not told apart">
                  {a}, {b}
                </RowHead>
                <Cell label="State">{state === "open" ? "open" : "given up"}</Cell>
                <Cell label="Documents" class="number">
                  {formatCount(compared)}
                </Cell>
                <Cell label="More needed, about" class="number">
                  {documentsNeeded === null ? "–" : formatCount(documentsNeeded)}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function sentenceOf({ ended, claim, alpha, racing, callsNeeded, open }: Race): string {
  const about = claim === "benchmark" ? "on all documents of this benchmark" : "on documents like these";
  const sure = `Resolved means better ${about}; any of it is wrong with a chance of at most ${alpha}.`;
  if (ended === "goal") return `${sure} All that was asked for is known.`;
  if (ended === "exhausted") return `${sure} The documents are used up, or too few for the pairs that are left.`;
  const more = callsNeeded === null || open === 0 ? "" : ` The open pairs take about ${formatCount(callsNeeded)} more calls.`;
  if (ended === "budget") return `${sure} The budget was spent first.${more}`;
  return `${sure} ${formatCount(racing)} workers are still asked.${more}`;
}
