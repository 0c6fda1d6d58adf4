import { tokensPath } from "../api/paths.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { useTitle } from "../elements/use-title.ts";
import { AccountsTable } from "./accounts-table.tsx";
import { JournalSection } from "./journal-section.tsx";
import { TokensTable } from "./tokens-table.tsx";

/** `/ledger?token=&owner=&after=`: who has how much, how that came to be, and whether the books hold. */
export function LedgerPage({ query }: { query: URLSearchParams }) {
  useTitle("Ledger");
  const { value, problem } = useResource(tokensPath(), () => 4000);
  const token = query.get("token") ?? value?.tokens[0]?.token ?? null;
  const after = Number(query.get("after") ?? 0);
  return (
    <>
      <h1>Ledger</h1>
      <p class="hint">
        Every amount is in the token's smallest unit. The journal of a token is numbered and chained by hashes; nothing in it is changed.
      </p>
      <ProblemNote problem={problem} />
      {value?.tokens.length === 0 && (
        <section class="panel empty">
          <h2>No token yet</h2>
          <p>
            A token begins when units of it are made: <code>POST /assay/v1/ledger/tokens/NAME/mints</code>.
          </p>
        </section>
      )}
      {value && value.tokens.length > 0 && <TokensTable tokens={value.tokens} chosen={token} />}
      {token !== null && value && value.tokens.length > 0 && (
        <>
          <AccountsTable key={token} token={token} />
          <JournalSection token={token} owner={query.get("owner")} after={Number.isInteger(after) && after > 0 ? after : 0} />
        </>
      )}
      {!value && !problem && <p aria-busy="true">Reading the ledger…</p>}
    </>
  );
}
