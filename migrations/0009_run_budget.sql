-- What a capped run may spend, and what is charged to it. A call is charged its upper bound before it is made and what it really
-- took once its answer is stored; a call whose end nobody saw (a killed process) stays charged at its bound.
create table run_budget (
  run_id text primary key references run on delete cascade,
  calls_cap bigint, -- null: no cap
  tokens_cap bigint,
  micros_cap bigint, -- millionths of the account currency
  calls bigint not null default 0,
  tokens bigint not null default 0,
  micros bigint not null default 0
);
