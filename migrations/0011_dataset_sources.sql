-- Where a dataset's rows came from, when that was the hub; null for files of this machine.
alter table dataset add column source jsonb; -- evals/datasets/dataset.ts, HubOrigin

-- A revision below 1 is a draft: rows of a registration that has not ended. It becomes a revision, or goes.
create index dataset_draft on dataset (created_at) where revision < 1;

-- A registration that goes on by itself: asked for once, followed until it ends.
create table dataset_registration (
  id text primary key,
  input json not null, -- json: the splits keep their order; evals/datasets/registrations/registration.ts
  state text not null default 'queued', -- queued, running, done, failed
  progress jsonb, -- {"phase": "downloading", "bytes": 1, "totalBytes": 2, "rows": 3}
  error text,
  dataset_id integer references dataset on delete set null,
  is_new boolean,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index dataset_registration_created on dataset_registration (created_at desc);
