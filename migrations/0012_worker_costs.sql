-- What a worker's answers of a run cost, in micro-units of the account currency, by its prices when the run was done; null: not known.
alter table run_worker add column cost double precision;
