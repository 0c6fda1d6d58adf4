-- Datasets: rows registered once, immutable; other content under the same name is a new revision.
create table dataset (
  id integer generated always as identity primary key,
  name text not null, -- such as TIGER-Lab/MMLU-Pro
  config text not null default '', -- the harness's dataset_name, such as main
  revision integer not null, -- 1, 2, ...; the newest is used unless a run is frozen on another
  content_hash text not null, -- sha256 over the splits and their rows, in order
  splits jsonb not null, -- [{"name": "test", "rows": 12032, "firstId": 0}] in registration order
  created_at timestamptz not null default now(),
  unique (name, config, revision)
);

-- One row is one document. `id` counts over all splits in their order, so a split is a contiguous range.
create table dataset_row (
  dataset_id integer not null references dataset on delete cascade,
  id integer not null,
  doc json not null, -- json, not jsonb: the fields keep their order, and it is stored as it came
  primary key (dataset_id, id)
);

-- One evaluation: tasks x workers x documents, with its settings frozen.
create table run (
  id text primary key,
  state text not null default 'queued', -- queued, running, done, cancelled, failed
  settings jsonb not null, -- evals/run.ts
  error text,
  warnings jsonb not null default '[]',
  instance_count integer not null default 0,
  resumes integer not null default 0, -- how often it was resumed: part of its jobs' ids
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create index run_created on run (created_at desc);

-- A task of a run: its configuration and documents' revision, frozen.
create table run_task (
  run_id text not null references run on delete cascade,
  ordinal integer not null,
  name text not null,
  config jsonb not null,
  groups jsonb not null default '[]', -- names as asked for, and groups, that this task counts towards
  dataset_id integer references dataset,
  first_ordinal integer not null default 0,
  instance_count integer not null default 0,
  primary key (run_id, name)
);

-- A worker of a run and how far it is.
create table run_worker (
  run_id text not null references run on delete cascade,
  worker_uid integer not null references worker,
  answered integer not null default 0, -- responses stored
  scored integer not null default 0, -- samples stored
  state text not null default 'queued', -- queued, requesting, evaluating, done
  error text, -- why the remaining documents were given up
  median_ms real, -- of its answers, once the run is done
  primary key (run_id, worker_uid)
);

-- A document made into a prompt; the same for all workers of the run. `ordinal` counts over the run from 0.
create table instance (
  run_id text not null references run on delete cascade,
  ordinal integer not null,
  task text not null,
  doc_id integer not null,
  doc json not null,
  request json not null, -- {"endpoint": "chat", "body": {...}} as workers/driver.ts has it
  target text not null,
  primary key (run_id, ordinal)
);

-- What came back. `fault` is null for an answer; else a FaultCode, and `text` its sentence.
create table response (
  run_id text not null,
  worker_uid integer not null references worker,
  ordinal integer not null,
  text text not null,
  fault text,
  finish_reason text,
  prompt_tokens integer,
  completion_tokens integer,
  duration_ms real not null,
  created_at timestamptz not null default now(),
  primary key (run_id, worker_uid, ordinal),
  foreign key (run_id, ordinal) references instance on delete cascade
);

-- One scored (worker, document). `results` holds per filter what was extracted and each metric.
create table sample (
  run_id text not null,
  worker_uid integer not null,
  ordinal integer not null,
  score real, -- the task's headline metric; null when nothing was asked (a fault that is not the worker's)
  fault text,
  results json not null, -- {"strict-match": {"extracted": "42", "metrics": {"exact_match": 1}}}
  primary key (run_id, worker_uid, ordinal),
  foreign key (run_id, worker_uid, ordinal) references response on delete cascade
);
create index sample_faults on sample (run_id, fault, ordinal) where fault is not null;

-- Running totals of a worker's samples on a task, kept in the transaction that stores the samples.
create table score (
  run_id text not null references run on delete cascade,
  task text not null,
  worker_uid integer not null references worker,
  scored integer not null default 0, -- samples with an answer
  failed integer not null default 0, -- samples whose fault is the worker's
  faults jsonb not null default '{}', -- {"timeout": 3}
  sums jsonb not null default '{}', -- {"exact_match,strict-match": [sum, sum of squares]}
  outcomes bytea not null, -- float32 a document of the task: the headline metric, NaN = none
  primary key (run_id, task, worker_uid)
);
