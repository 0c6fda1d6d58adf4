-- What a document that needs several requests brought: likelihoods [[logprob, isGreedy], ...] in the order of its continuations, or
-- the texts of repeated answers. Null where one text was asked for: that is `text`.
alter table response add column answers json;
