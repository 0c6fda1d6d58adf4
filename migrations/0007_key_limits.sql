-- What a key may use: tokens a minute, a budget of money or tokens a period, answers from its own cache.
alter table api_key
  add column tokens_per_minute integer, -- null = no limit
  add column budget_micros bigint, -- millionths of the account currency; null = no limit
  add column budget_tokens bigint, -- null = no limit
  add column budget_period text not null default 'total', -- total, day, month (UTC)
  add column cache_seconds integer; -- null = no cache

-- What keys with a budget have spent.
create table key_spend (
  key_id bigint not null references api_key (id),
  period_start timestamptz not null, -- of the day or month; 1970 for budgets without a period
  spent_nanos bigint not null default 0, -- billionths of the account currency
  spent_tokens bigint not null default 0,
  primary key (key_id, period_start)
);

-- What a process holds of a key's budget for requests under way. One that was killed holds nothing any more when its lease expires.
create table key_lease (
  key_id bigint not null,
  period_start timestamptz not null,
  holder uuid not null, -- the process
  nanos bigint not null,
  tokens bigint not null,
  expires_at timestamptz not null,
  primary key (key_id, period_start, holder)
);

alter table gateway_request
  add column cost_nanos bigint, -- of all workers that were asked; null: written before costs were kept
  add column tokens_estimated boolean not null default false, -- whether a worker did not count its tokens, and we did
  add column reserved_nanos bigint, -- set aside in the key's budget before the call; null: the key has none
  add column cache text; -- hit, miss; null: not looked up
create index gateway_request_caller on gateway_request (caller, received_at);
