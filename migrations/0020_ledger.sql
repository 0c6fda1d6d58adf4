-- The books: accounts and transfers of tokens, as a hash-chained journal. src/ledger/ is their only writer.

-- The end of a token's journal. Whoever appends holds this row, so that entries have no gap and know the one before.
create table ledger_chain (
  token text primary key,
  seq bigint not null, -- of the last entry; 0 = none yet
  hash bytea not null -- of the last entry; of an empty journal the hash of the token's name
);

-- What an owner has. Only `@issuance` may be below zero: what it lacks is the supply.
create table ledger_account (
  token text not null references ledger_chain,
  owner text not null,
  balance numeric(79, 0) not null default 0, -- posted credits less posted debits
  reserved numeric(79, 0) not null default 0, -- of it, what pending transfers may still take
  primary key (token, owner),
  constraint ledger_account_covered check (owner = '@issuance' or balance >= reserved),
  constraint ledger_account_reserved check (reserved >= 0)
);

-- The journal: never changed, never deleted.
create table ledger_entry (
  token text not null references ledger_chain,
  seq bigint not null, -- 1, 2, 3, … without a gap
  id text not null, -- the caller's: the same id twice is the same transfer
  kind text not null, -- transfer, reserve, post, void, expire
  debit text not null,
  credit text not null,
  amount numeric(78, 0) not null,
  pending_id text, -- of post, void and expire: the id of the reservation that they end
  expires_at timestamptz, -- of a reservation; null = never
  reason text not null,
  links text not null, -- canonical JSON: what the entry belongs to, such as {"pool":"…"}
  created_at timestamptz not null,
  hash bytea not null, -- sha256 over the hash before and this entry (ledger/journal-entry.ts)
  primary key (token, seq),
  unique (token, id)
);
create unique index ledger_entry_ends on ledger_entry (token, pending_id) where pending_id is not null; -- ended at most once
create index ledger_entry_expiring on ledger_entry (expires_at) where expires_at is not null;
create index ledger_entry_debit on ledger_entry (token, debit, seq);
create index ledger_entry_credit on ledger_entry (token, credit, seq);

create function refuse_change_of_journal() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is never changed' using errcode = 'restrict_violation';
end $$;
create trigger ledger_entry_immutable before update or delete or truncate on ledger_entry for each statement execute function refuse_change_of_journal();
