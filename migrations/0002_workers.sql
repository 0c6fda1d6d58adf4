-- Workers: who answers prompts. A removed worker's row stays, for the samples that name it.
create table worker (
  uid integer generated always as identity primary key,
  name text not null,
  spec jsonb not null, -- workers/worker.ts: workerSpecSchema, without the key of an endpoint
  api_key text, -- the endpoint's key; never leaves the server
  incentive double precision not null default 0,
  incentive_low double precision not null default 0,
  incentive_high double precision not null default 1,
  draining boolean not null default false,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create unique index worker_name on worker (name) where removed_at is null;
