-- Work that router and herder processes hand to workers by message: src/ao/leases/ is the only writer.
create table ao_worker (
  process_id text not null references ao_process,
  address text not null,
  type text not null default '', -- of a herder: Evaluate, Chat
  workload integer not null default 0, -- jobs that it holds
  given_at timestamptz, -- when it was given its last job: of equals the one that waited longest is next
  registered_at timestamptz not null,
  primary key (process_id, address, type)
);

create table ao_job (
  id text primary key, -- of the message that asked and its place in it
  seq bigint generated always as identity,
  process_id text not null references ao_process,
  type text not null default '',
  client text not null, -- who asked, and is answered
  reference text, -- the client's
  priority bigint not null default 0, -- higher first
  payload json not null,
  state text not null default 'queued', -- queued, leased, done, failed
  worker text, -- who holds it, or held it last
  lease_ends_at timestamptz,
  attempts integer not null default 0,
  created_at timestamptz not null
);
create index ao_job_queued on ao_job (process_id, type, priority desc, seq) where state = 'queued';
create index ao_job_leased on ao_job (process_id, lease_ends_at) where state = 'leased';
