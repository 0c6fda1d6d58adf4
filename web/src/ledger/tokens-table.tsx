import { useState } from "preact/hooks";
import { verificationPath, type LedgerVerification, type TokenSupply } from "../api/paths.ts";
import { send } from "../api/send.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { formatCount, formatUnits } from "../format.ts";

/** The tokens with their supply, and on request what the server finds when it replays their journals. */
export function TokensTable({ tokens, chosen }: { tokens: readonly TokenSupply[]; chosen: string | null }) {
  const { isBusy, problem, run } = useAction();
  const [found, setFound] = useState<LedgerVerification | null>(null);
  const verify = () => run(async () => setFound(JSON.parse(await send("GET", verificationPath())) as LedgerVerification));
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      <Table caption="Tokens and their supply" class="cards">
        <thead role="rowgroup">
          <Row>
            <ColumnHead>Token</ColumnHead>
            <ColumnHead class="number">Supply</ColumnHead>
            {found && (
              <>
                <ColumnHead class="number">Entries</ColumnHead>
                <ColumnHead class="number">Accounts</ColumnHead>
                <ColumnHead>Last hash</ColumnHead>
              </>
            )}
          </Row>
        </thead>
        <tbody role="rowgroup">
          {tokens.map(({ token, supply }) => (
            <Row key={token} class={token === chosen ? "chosen" : undefined}>
              <RowHead label="Token" class="wide-text">
                <a href={`/ledger?${new URLSearchParams({ token })}`} aria-current={token === chosen ? "true" : undefined}>
                  {token}
                </a>
              </RowHead>
              <Cell label="Supply" class="number">
                {formatUnits(supply)}
              </Cell>
              {found && <Replayed replay={found.tokens.find((one) => one.token === token)} />}
            </Row>
          ))}
        </tbody>
      </Table>
      <div class="pool-actions">
        <button type="button" disabled={isBusy} onClick={verify}>
          Verify the books
        </button>
        <span role="status">
          {isBusy && "Replaying every journal…"}
          {!isBusy && found && found.faults.length === 0 && <span class="outcome right">✓ The books hold</span>}
          {!isBusy && found && found.faults.length > 0 && <span class="outcome wrong">✗ The books do not hold</span>}
        </span>
        <ProblemNote problem={problem} />
      </div>
      {found && found.faults.length > 0 && (
        <ul class="warnings">
          {found.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {found && (
        <p class="method">
          The server replayed every journal and held the balances against it. Root over all tokens: <code class="hash">{found.root}</code>.
          It says what <code>assay ledger replay</code> says of an exported journal on another machine.
        </p>
      )}
    </section>
  );
}

function Replayed({ replay }: { replay: LedgerVerification["tokens"][number] | undefined }) {
  return (
    <>
      <Cell label="Entries" class="number">
        {replay ? formatUnits(replay.entries) : "–"}
      </Cell>
      <Cell label="Accounts" class="number">
        {replay ? formatCount(replay.accounts) : "–"}
      </Cell>
      <Cell label="Last hash" class="wide-text">
        {replay ? <code class="hash">{replay.hash}</code> : "–"}
      </Cell>
    </>
  );
}
