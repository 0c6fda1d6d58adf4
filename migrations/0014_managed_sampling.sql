-- What the operator of a network wants sampled, when, and how; one row at most.
create table network_plan (
  id boolean primary key default true check (id),
  plan jsonb not null, -- evals/managing/plan.ts
  updated_at timestamptz not null default now()
);

-- A few documents of one task for one worker: asked, scored, and put into that worker's window.
create table sampling (
  id text primary key, -- 24 hex digits, the documents' task_id
  worker_uid integer not null references worker,
  framework text not null,
  task text not null,
  state text not null default 'requesting', -- requesting, evaluating, done
  document json not null, -- the known task document; its flags are those of the state
  config json, -- the task's configuration, frozen; null for signatures
  dataset_id integer references dataset on delete set null, -- the documents themselves are kept below
  seed bigint not null, -- of the choice of documents
  result json, -- the known result document
  created_at timestamptz not null,
  finished_at timestamptz
);
-- One at a time for a worker and a task, whoever asks for it and however many processes there are.
create unique index sampling_open on sampling (worker_uid, framework, task) where finished_at is null;
create index sampling_created on sampling (created_at desc);

-- An instance with its one prompt.
create table sampling_prompt (
  sampling_id text not null references sampling on delete cascade,
  ordinal integer not null,
  doc_id integer not null,
  instance json not null, -- the known documents
  prompt json not null,
  target text not null,
  primary key (sampling_id, ordinal)
);

create table sampling_response (
  sampling_id text not null,
  ordinal integer not null,
  document json not null, -- the known response document
  primary key (sampling_id, ordinal),
  foreign key (sampling_id, ordinal) references sampling_prompt on delete cascade
);

-- What is known of a worker on a task of late: a ring of samples that grow old.
create table sample_window (
  worker_uid integer not null references worker,
  framework text not null,
  task text not null,
  samples json not null default '[]', -- oldest first: [{"score": 1, "id": 7, "run_time": 120, "status_code": 0, "error_str": "", "at": 1}]
  last_seen timestamptz, -- the last good answer
  last_asked timestamptz,
  samplings integer not null default 0, -- results that were put in
  primary key (worker_uid, framework, task)
);

-- Tokenizers and configurations that workers have shown.
create table model_signature (
  kind text not null, -- tokenizer, config
  hash text not null,
  content json not null,
  first_seen timestamptz not null,
  primary key (kind, hash)
);
