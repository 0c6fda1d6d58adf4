-- Requests to the network: for accounting, and to judge another policy of choice off-line. Never their text.
create table gateway_request (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  caller text not null, -- name of the key
  surface text not null, -- openai, chat
  asked_for text not null, -- the model, or the sampling mode
  is_stream boolean not null,
  k integer not null,
  seed integer not null, -- of the choice
  asked jsonb not null, -- [{"uid": 3, "name": "a", "probability": 0.5, "outcome": "ok"}] in the order of asking
  winner_uid integer, -- null: nobody gave an answer
  outcome text not null, -- ok, or an ErrorCode (lib/errors.ts)
  prompt_tokens integer,
  completion_tokens integer,
  first_token_ms real,
  duration_ms real not null
);
create index gateway_request_received on gateway_request (received_at);
