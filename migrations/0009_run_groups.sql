-- The groups over a run's tasks, as they were when it was created (evals/tasks/task.ts: TaskGroup).
alter table run add column task_groups jsonb not null default '[]';
-- The run whose answers this one scores anew; null: it asked for itself.
alter table run add column origin text references run on delete set null;
