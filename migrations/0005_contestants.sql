-- What a choice was made over, so that another way to choose can be judged by what was seen: [[uid, incentive, low, high, workload]].
-- null: there was nothing to choose, or there were too many to keep.
alter table gateway_request add column contestants jsonb;
