import type { PoolDetail, Settlement } from "../api/types.ts";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { formatCount, formatUnits } from "../format.ts";
import { VerifyPayout } from "./verify-payout.tsx";

/** What was paid to whom, what went back, and a check of it. */
export function SettlementSection({ pool, settlement }: { pool: PoolDetail; settlement: Settlement }) {
  const { payouts, refund, funds, funder } = settlement;
  const model = (entry: string) => pool.leaderboard.rows.find((row) => row.entry === entry)?.model ?? entry;
  return (
    <section aria-labelledby="settlement">
      <h2 id="settlement">Settlement</h2>
      <p>
        {formatUnits(funds)} {pool.token} were split: {payouts.length === 0 ? "nobody was eligible" : `${formatCount(payouts.length)} paid`}
        {refund === "0" ? ", nothing went back." : `, ${formatUnits(refund)} went back to ${funder}.`}
      </p>
      {payouts.length > 0 && (
        <Table caption="Payouts by place" class="cards">
          <thead role="rowgroup">
            <Row>
              <ColumnHead>Place</ColumnHead>
              <ColumnHead>Participant</ColumnHead>
              <ColumnHead>Model</ColumnHead>
              <ColumnHead class="number">Paid, {pool.token}</ColumnHead>
            </Row>
          </thead>
          <tbody role="rowgroup">
            {payouts.map(({ id, participant, place, amount }) => (
              <Row key={id}>
                <Cell label="Place">{formatCount(place)}</Cell>
                <RowHead label="Participant" class="wide-text">
                  {participant}
                </RowHead>
                <Cell label="Model">{model(id)}</Cell>
                <Cell label={`Paid, ${pool.token}`} class="number">
                  {formatUnits(amount)}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      <VerifyPayout id={pool.id} token={pool.token} settlement={settlement} />
    </section>
  );
}
