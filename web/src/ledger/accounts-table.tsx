import { useState } from "preact/hooks";
import { accountsPath } from "../api/paths.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { formatUnits } from "../format.ts";

const PAGE = 50;

/** The accounts of a token by owner, a page at a time. */
export function AccountsTable({ token }: { token: string }) {
  const [starts, setStarts] = useState<readonly string[]>([]);
  const { value, problem } = useResource(accountsPath(token, starts.at(-1) ?? null, PAGE), () => 4000);
  const next = value?.next ?? null;
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">Accounts of {token}</h2>
      <ProblemNote problem={problem} />
      {value && (
        <Table caption={`Accounts of ${token}`} class="cards">
          <thead role="rowgroup">
            <Row>
              <ColumnHead>Owner</ColumnHead>
              <ColumnHead class="number">Balance</ColumnHead>
              <ColumnHead class="number">Of it reserved</ColumnHead>
            </Row>
          </thead>
          <tbody role="rowgroup">
            {value.accounts.map(({ owner, balance, reserved }) => (
              <Row key={owner}>
                <RowHead label="Owner" class="wide-text">
                  <a href={`/ledger?${new URLSearchParams({ token, owner })}`}>{owner}</a>
                  {owner === "@issuance" && <small>below zero by what was made and not destroyed</small>}
                </RowHead>
                <Cell label="Balance" class="number">
                  {formatUnits(balance)}
                </Cell>
                <Cell label="Of it reserved" class="number">
                  {formatUnits(reserved)}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      {(starts.length > 0 || next !== null) && (
        <p class="steps">
          <button type="button" disabled={starts.length === 0} onClick={() => setStarts(starts.slice(0, -1))}>
            Previous accounts
          </button>
          <button type="button" disabled={next === null} onClick={() => next !== null && setStarts([...starts, next])}>
            Next accounts
          </button>
        </p>
      )}
    </section>
  );
}
