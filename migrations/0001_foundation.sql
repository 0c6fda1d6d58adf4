-- Keys that open the API. The key itself is never stored. A revoked key's row stays, for the audit rows that name it.
create table api_key (
  id bigint generated always as identity primary key,
  name text not null,
  key_hash bytea not null unique, -- sha256 of the key
  scopes text[] not null,
  requests_per_minute integer, -- null = no limit
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create unique index api_key_name on api_key (name) where revoked_at is null;
