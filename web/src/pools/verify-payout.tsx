import { useEffect, useRef, useState } from "preact/hooks";
import type { Settlement } from "../api/types.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { countOf, formatCount, formatUnits } from "../format.ts";
import { canHash } from "../ledger/journal-replay.ts";
import { readWholeJournal } from "../ledger/read-whole-journal.ts";
import { checkPayout, type CheckedLine, type PayoutCheck } from "./check-payout.ts";

interface VerifyPayoutProps {
  id: string;
  token: string;
  settlement: Settlement;
}

/** "Verify this payout": the reader's own browser replays the journal and works the payouts out again. */
export function VerifyPayout(props: VerifyPayoutProps) {
  const { isBusy, problem, run } = useAction();
  const [lines, setLines] = useState(0);
  const [check, setCheck] = useState<PayoutCheck | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  const verify = () =>
    run(async () => {
      setCheck(null);
      setLines(0);
      setCheck(await checkPayout(props, readWholeJournal(props.token, leaving.current.signal), setLines));
    });
  return (
    <div class="verify">
      <button type="button" class="primary" disabled={isBusy || !canHash()} onClick={verify}>
        Verify this payout
      </button>
      <p class="hint">
        {canHash()
          ? `Your browser fetches every entry of ${props.token}, checks the chain of hashes, and works the payouts out again by code of its own.`
          : "Browsers compute SHA-256 only for pages that come over https or from this machine. Open the console so, or run: assay ledger replay."}
      </p>
      <p role="status">
        {isBusy && `${formatCount(lines)} entries checked…`}
        {check && <span class="visually-hidden">{check.faults.length === 0 ? "The payout holds." : "The payout does not hold."}</span>}
      </p>
      <ProblemNote problem={problem} />
      {check && <Verdict check={check} token={props.token} />}
    </div>
  );
}

function Verdict({ check, token }: { check: PayoutCheck; token: string }) {
  const isGood = check.faults.length === 0;
  return (
    <section class={isGood ? "panel payout-check" : "panel payout-check bad"} aria-labelledby="verdict">
      <h2 id="verdict">
        {isGood ? <span class="outcome right">✓ This payout holds</span> : <span class="outcome wrong">✗ This payout does not hold</span>}
      </h2>
      {!isGood && (
        <ul class="faults-found">
          {check.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      <CheckedTable lines={check.checked} />
      <p class="method">
        {countOf(check.lines, "entry").replace(/entrys$/, "entries")} of {token} replayed, {formatCount(check.checked.length)} of them of
        this pool: of each its number, its hash over the one before it, its id, and that nobody gave more than he had. The last hash is{" "}
        <code class="hash">{check.head}</code>. Who rewrites the whole journal can make it agree with itself: compare this hash with one
        that you, or others, noted earlier.
      </p>
    </section>
  );
}

function CheckedTable({ lines }: { lines: readonly CheckedLine[] }) {
  return (
    <Table caption="What was checked, entry by entry" class="cards">
      <thead role="rowgroup">
        <Row>
          <ColumnHead class="number">Entry</ColumnHead>
          <ColumnHead>From</ColumnHead>
          <ColumnHead>To</ColumnHead>
          <ColumnHead class="number">Amount</ColumnHead>
          <ColumnHead>Due</ColumnHead>
          <ColumnHead>Found</ColumnHead>
        </Row>
      </thead>
      <tbody role="rowgroup">
        {lines.map(({ line, expected, faults }, index) => (
          <Row key={index}>
            <RowHead label="Entry" class="number">
              {line.seq}
            </RowHead>
            <Cell label="From" class="wide-text">
              {line.debit}
            </Cell>
            <Cell label="To" class="wide-text">
              {line.credit}
            </Cell>
            <Cell label="Amount" class="number">
              {formatUnits(line.amount)}
            </Cell>
            <Cell label="Due" class="wide-text">
              {expected}
            </Cell>
            <Cell label="Found" class="wide-text">
              {faults.length === 0 ? <span class="outcome right">✓ right</span> : <span class="fault">✗ {faults.join("; ")}</span>}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
