-- What the operator wants of a worker now. paused: nothing new is begun; draining: what it took is finished, nothing new is taken.
alter table worker add column duty text not null default 'on' check (duty in ('on', 'paused', 'draining'));
update worker set duty = 'draining' where draining;
alter table worker drop column draining;

-- A judgement over answers that were shown side by side. One a rater and showing.
create table ballot (
  id bigint generated always as identity primary key,
  showing text not null, -- what was shown at once; several raters may be shown the same
  rater text not null, -- name of the key
  source text not null, -- where it was shown: playground
  prompt json not null, -- {"messages": [...], ...}: what the answers answer
  is_blind boolean not null, -- whether the answers came without names, their sides drawn
  choice text not null check (choice in ('best', 'tie', 'all_bad')),
  best_position integer check ((best_position is not null) = (choice = 'best')),
  cast_at timestamptz not null,
  unique (showing, rater)
);

-- The answers of a ballot as they were shown, from left to right.
create table ballot_answer (
  ballot_id bigint not null references ballot on delete cascade,
  position integer not null, -- from 0
  worker_uid integer references worker, -- null: no worker's
  text text not null,
  fault text, -- why there is no whole answer
  primary key (ballot_id, position)
);
create index ballot_answer_worker on ballot_answer (worker_uid);
