-- Racing runs: who is asked up to where in the run's shuffled order, and what was found out.
alter table run_worker add column ask_to integer; -- places of the race's order; null: the run is no race

-- The last judgement of a race, as stats/racing describes it, by uid. Written in the transaction that starts what it decided.
create table run_race (
  run_id text primary key references run on delete cascade,
  judged jsonb not null -- evals/racing/judged-race.ts
);

-- Differences that were shown as resolved while a run went on: once resolved stays resolved.
create table run_claim (
  run_id text not null references run on delete cascade,
  better_uid integer not null references worker,
  worse_uid integer not null references worker,
  documents integer not null, -- on which the two were compared then
  e double precision not null,
  claimed_at timestamptz not null default now(),
  primary key (run_id, better_uid, worse_uid)
);
