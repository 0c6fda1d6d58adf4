-- Workers: who answers prompts. A removed worker's row stays, for the samples that name it.
create table worker (
  uid integer generated always as identity primary key,
  name text not null,
  spec jsonb not null, -- workers/worker.ts: workerSpecSchema, without the key of an endpoint
  api_key text, -- the endpoint's key; never leaves the server
  score double precision, -- its latest mean score, 0..1, with the interval; null: not scored yet. Incentives are made of them when read
  score_low double precision,
  score_high double precision,
  draining boolean not null default false,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create unique index worker_name on worker (name) where removed_at is null;
