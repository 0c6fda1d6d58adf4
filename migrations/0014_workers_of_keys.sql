-- Who may change or remove a worker beside the operator: the key that registered it. Null: the operator's, or declared in a file.
alter table worker add column registered_by text; -- name of the key; of a worker that connects to us it is the holder
update worker set registered_by = spec ->> 'holder' where spec ->> 'kind' = 'pull';
