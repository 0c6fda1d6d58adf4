-- AO: processes that are reached by signed messages, and every message that they took, in order. src/ao/ is the only writer.
create table ao_process (
  id text primary key, -- 43 characters of base64url
  kind text not null, -- ao/processes/: token, pool, …
  owner text not null, -- an address
  settings jsonb not null default '{}', -- of the kind
  messages bigint not null default 0, -- taken so far: numbers the next one
  refs bigint not null default 0, -- sent so far: numbers the next one
  created_at timestamptz not null
);

-- Messages in, from outside and from one process to another: these are the outbox, written in the transaction of their sender.
create table ao_message (
  id text primary key, -- of a signed item SHA-256 of its signature; of an internal one of (sender, reference)
  process_id text not null references ao_process,
  seq bigint not null, -- order within the process
  origin text not null, -- wallet, process, cron
  sender text not null, -- a wallet's address or a process
  tags json not null, -- [{"name", "value"}] as they came
  data text not null,
  item bytea, -- what a wallet signed, whole
  pushed_for text, -- the signed message that an internal one goes back to
  state text not null default 'queued', -- queued, done
  result json, -- what /result gives, once done
  is_error boolean not null default false, -- left out of /results, as AO's units do
  received_at timestamptz not null,
  unique (process_id, seq)
);
create index ao_message_queued on ao_message (process_id, seq) where state = 'queued';
