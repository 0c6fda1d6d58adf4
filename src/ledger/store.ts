import type { Db } from "../db/index.ts";
import { genesisHash, type EntryKind, type JournalEntry } from "./journal-entry.ts";

/** The end of a token's journal. */
export interface Head {
  token: string;
  seq: bigint;
  hash: Uint8Array;
}

export interface Account {
  token: string;
  owner: string;
  balance: bigint;
  reserved: bigint;
}

interface StoredEntry {
  token: string;
  seq: number | bigint;
  id: string;
  kind: EntryKind;
  debit: string;
  credit: string;
  amount: string;
  pending_id: string | null;
  expires_at: Date | null;
  reason: string;
  links: string;
  created_at: Date;
  hash: Uint8Array;
}

const ENTRY = "token, seq, id, kind, debit, credit, amount, pending_id, expires_at, reason, links, created_at, hash";

/** Holds the end of the token's journal until the transaction ends; the first caller makes the journal. */
export async function lockHead(db: Db, token: string): Promise<Head> {
  // Without a write where the journal is there: rows that are written anew with every entry are what vacuum has to follow.
  const [known] = await db.query<{ seq: number | bigint; hash: Uint8Array }>(
    "select seq, hash from ledger_chain where token = $1 for update",
    [token],
  );
  if (known) return { token, seq: BigInt(known.seq), hash: known.hash };
  const [row] = await db.query<{ seq: number | bigint; hash: Uint8Array }>(
    `insert into ledger_chain (token, seq, hash) values ($1, 0, $2)
     on conflict (token) do update set token = excluded.token returning seq, hash`,
    [token, genesisHash(token)],
  );
  return { token, seq: BigInt(row?.seq ?? 0), hash: row?.hash ?? genesisHash(token) };
}

/** Of an entry, what decides whether another may follow it. */
export type Known = Pick<JournalEntry, "id" | "seq" | "kind" | "debit" | "credit" | "amount" | "pendingId" | "expiresAt">;

interface KnownText extends Record<"id" | "seq" | "debit" | "credit" | "amount", string> {
  kind: EntryKind;
  pendingId: string | null;
  expiresAt: string | null;
}

function basisText(entries: string, owners: string): string {
  return `select
    (select json_agg(json_build_object('id', id, 'seq', seq::text, 'kind', kind, 'debit', debit, 'credit', credit, 'amount', amount::text,
       'pendingId', pending_id, 'expiresAt', expires_at) order by seq)
     from ledger_entry where token = $1 and (${entries})) as entries,
    (select json_agg(json_build_object('owner', owner, 'balance', balance::text, 'reserved', reserved::text))
     from ledger_account where token = $1 and owner in (${owners})) as accounts`;
}

/** Most entries end no reservation, and theirs is planned in two thirds of the time. */
const BASIS = basisText("id = $2", "$3::text, $4::text");
const BASIS_OF_ENDING = basisText(
  "id = $2 or id = $5 or pending_id = $5",
  "select unnest(array[$3::text, $4::text]) union select unnest(array[debit, credit]) from ledger_entry where token = $1 and id = $5",
);

/**
 * What an entry is judged by, in one statement: the entry under its id, the reservation `pendingId` and what ended that, as far as they
 * exist; and the accounts of both its sides, or of the reservation's.
 */
export async function findBasis(
  db: Db,
  { token, id, pendingId, debit, credit }: Pick<JournalEntry, "token" | "id" | "pendingId" | "debit" | "credit">,
): Promise<{ entries: Known[]; accounts: Account[] }> {
  const parameters = [token, id, debit, credit];
  const [row] = await db.query<{ entries: KnownText[] | null; accounts: Record<"owner" | "balance" | "reserved", string>[] | null }>(
    pendingId === null ? BASIS : BASIS_OF_ENDING,
    pendingId === null ? parameters : [...parameters, pendingId],
  );
  return {
    entries: (row?.entries ?? []).map(({ seq, amount, expiresAt, ...entry }) => ({
      ...entry,
      seq: BigInt(seq),
      amount: BigInt(amount),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    })),
    accounts: (row?.accounts ?? []).map((account) => toAccount({ token, ...account })),
  };
}

export async function findAccounts(db: Db, token: string, owners: readonly string[]): Promise<Account[]> {
  const rows = await db.query<{ owner: string; balance: string; reserved: string }>(
    "select owner, balance, reserved from ledger_account where token = $1 and owner = any($2::text[])",
    [token, owners],
  );
  return rows.map((row) => toAccount({ token, ...row }));
}

/** Writes an entry, the accounts as they are after it, and the new end of the journal, in one statement. The caller holds the head. */
export async function insertEntry(db: Db, entry: JournalEntry, accounts: readonly Account[]): Promise<void> {
  await db.query(
    `with entry as (
       insert into ledger_entry (${ENTRY})
       values ($1, $2, $3, $4, $5, $6, $7::numeric, $8, $9, $10, $11, $12, $13)
     ), head as (
       update ledger_chain set seq = $2, hash = $13 where token = $1
     )
     insert into ledger_account (token, owner, balance, reserved)
     select $1, owner, balance, reserved from unnest($14::text[], $15::numeric[], $16::numeric[]) as t (owner, balance, reserved)
     on conflict (token, owner) do update set balance = excluded.balance, reserved = excluded.reserved`,
    [
      entry.token,
      String(entry.seq),
      entry.id,
      entry.kind,
      entry.debit,
      entry.credit,
      String(entry.amount),
      entry.pendingId,
      entry.expiresAt,
      entry.reason,
      entry.links,
      entry.createdAt,
      entry.hash,
      accounts.map(({ owner }) => owner),
      accounts.map(({ balance }) => String(balance)),
      accounts.map(({ reserved }) => String(reserved)),
    ],
  );
}

/** Reservations whose time is over and which nothing has ended, oldest first. */
export function selectExpired(db: Db, now: Date, limit: number): Promise<{ token: string; id: string }[]> {
  return db.query(
    `select token, id from ledger_entry r where kind = 'reserve' and expires_at <= $1
     and not exists (select from ledger_entry e where e.token = r.token and e.pending_id = r.id)
     order by expires_at limit $2::int`,
    [now, limit],
  );
}

/** The ends of all journals, or of one. */
export async function selectHeads(db: Db, token?: string): Promise<Head[]> {
  const rows = await db.query<{ token: string; seq: number | bigint; hash: Uint8Array }>(
    "select token, seq, hash from ledger_chain where $1::text is null or token = $1 order by token",
    [token ?? null],
  );
  return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }));
}

/** Accounts of a token by owner, after `after`. */
export async function selectAccounts(db: Db, token: string, after: string, limit: number): Promise<Account[]> {
  const rows = await db.query<{ owner: string; balance: string; reserved: string }>(
    `select owner, balance, reserved from ledger_account where token = $1 and owner collate "C" > $2 collate "C"
     order by owner collate "C" limit $3::int`,
    [token, after, limit],
  );
  return rows.map((row) => toAccount({ token, ...row }));
}

/** Entries of a token after `after`, in order; of one account where `owner` is given. */
export async function selectEntries(
  db: Db,
  { token, after, limit, owner = null }: { token: string; after: bigint; limit: number; owner?: string | null },
): Promise<JournalEntry[]> {
  const rows = await db.query<StoredEntry>(
    `select ${ENTRY} from ledger_entry where token = $1 and seq > $2::bigint
     and ($3::text is null or debit = $3 or credit = $3) order by seq limit $4::int`,
    [token, String(after), owner, limit],
  );
  return rows.map(toEntry);
}

function toEntry({ seq, amount, pending_id, expires_at, created_at, ...row }: StoredEntry): JournalEntry {
  return { ...row, seq: BigInt(seq), amount: BigInt(amount), pendingId: pending_id, expiresAt: expires_at, createdAt: created_at };
}

function toAccount({ balance, reserved, ...row }: { token: string; owner: string; balance: string; reserved: string }): Account {
  return { ...row, balance: BigInt(balance), reserved: BigInt(reserved) };
}
