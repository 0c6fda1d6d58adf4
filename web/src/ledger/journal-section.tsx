import { journalPath } from "../api/paths.ts";
import type { JournalLine } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { formatTime, formatUnits } from "../format.ts";
import { navigate } from "../router.ts";

const PAGE = 50;

interface JournalSectionProps {
  token: string;
  /** Only entries that touch this account; null: all. */
  owner: string | null;
  /** Number of the entry behind which the page begins. */
  after: number;
}

/** The journal of a token, a page at a time, in order; filter and place stand in the URL. */
export function JournalSection({ token, owner, after }: JournalSectionProps) {
  const { value, problem } = useResource(journalPath(token, { owner, after, limit: PAGE }), () => 4000);
  const href = (change: { owner?: string | null; after?: number }) => {
    const place = { owner, after, ...change };
    const query = new URLSearchParams({ token });
    if (place.owner) query.set("owner", place.owner);
    if (place.after > 0) query.set("after", String(place.after));
    return `/ledger?${query}`;
  };
  return (
    <section aria-labelledby="journal">
      <h2 id="journal">Journal of {token}</h2>
      <form
        class="filters"
        role="search"
        aria-label="Filter the journal"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = new FormData(event.currentTarget).get("owner");
          navigate(href({ owner: String(wanted ?? "").trim(), after: 0 }), { replace: true });
        }}
      >
        <label>
          Only entries that touch
          <input key={owner} name="owner" type="search" defaultValue={owner ?? ""} maxLength={200} placeholder="an owner" />
        </label>
        <button type="submit">Filter</button>
        {owner !== null && <a href={href({ owner: null, after: 0 })}>all entries</a>}
      </form>
      <ProblemNote problem={problem} />
      {value && value.entries.length > 0 && <JournalTable entries={value.entries} hrefOf={(name) => href({ owner: name, after: 0 })} />}
      {value?.entries.length === 0 && <p class="muted">{after > 0 ? "The journal ends here." : "No entry touches this account."}</p>}
      {!value && !problem && <p aria-busy="true">Reading the journal…</p>}
      <p class="steps">
        {after > 0 && <a href={href({ after: 0 })}>First entries</a>}
        {value && value.next !== null && <a href={href({ after: value.next })}>Next entries</a>}
      </p>
    </section>
  );
}

function JournalTable({ entries, hrefOf }: { entries: readonly JournalLine[]; hrefOf: (owner: string) => string }) {
  return (
    <Table caption="Entries of the journal, in order" class="cards journal">
      <thead role="rowgroup">
        <Row>
          <ColumnHead class="number">Entry</ColumnHead>
          <ColumnHead>Time</ColumnHead>
          <ColumnHead>Kind</ColumnHead>
          <ColumnHead>From</ColumnHead>
          <ColumnHead>To</ColumnHead>
          <ColumnHead class="number">Amount</ColumnHead>
          <ColumnHead>Why</ColumnHead>
          <ColumnHead>Hash</ColumnHead>
        </Row>
      </thead>
      <tbody role="rowgroup">
        {entries.map((line) => (
          <Row key={line.seq}>
            <RowHead label="Entry" class="number">
              {line.seq}
            </RowHead>
            <Cell label="Time">
              <time dateTime={line.createdAt}>{formatTime(line.createdAt)}</time>
            </Cell>
            <Cell label="Kind">{line.kind}</Cell>
            <Cell label="From" class="wide-text">
              <a href={hrefOf(line.debit)}>{line.debit}</a>
            </Cell>
            <Cell label="To" class="wide-text">
              <a href={hrefOf(line.credit)}>{line.credit}</a>
            </Cell>
            <Cell label="Amount" class="number">
              {formatUnits(line.amount)}
            </Cell>
            <Cell label="Why" class="wide-text">
              {line.reason === "" ? <span class="muted">–</span> : line.reason}
              <small>{line.id}</small>
            </Cell>
            <Cell label="Hash">
              <code title={line.hash}>{line.hash.slice(0, 12)}…</code>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
