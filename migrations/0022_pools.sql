-- Pools: money on a task for a period, and who joined with which worker. The money itself is in the ledger, on the account pool:<id>.
create table pool (
  id text primary key,
  funder text not null, -- an address
  token text not null, -- of the ledger
  task text not null, -- a task of evals
  documents integer, -- the first so many of the task; null = all
  seed integer not null, -- of the documents, the same for all entries
  allocation jsonb not null, -- pools/allocation.ts
  state text not null default 'open', -- open, closed, settled, cancelled
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz, -- settled or cancelled
  settlement jsonb, -- what was paid to whom and from what: pools/settlement.ts
  leaderboard jsonb, -- as it was worked out last
  leaderboard_at timestamptz,
  created_at timestamptz not null
);
create index pool_state on pool (state, ends_at);

create table pool_entry (
  id text primary key,
  pool_id text not null references pool,
  participant text not null, -- an address
  worker_uid integer not null references worker,
  model text not null, -- as the participant named it
  run_id text references run, -- its evaluation, once begun
  attempts integer not null default 0, -- how often failed answers were asked again
  joined_at timestamptz not null,
  unique (pool_id, worker_uid)
);
