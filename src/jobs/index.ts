export type { Job, JobContext, JobDefinition, JobEngine, JobLog, JobSchedule, JobState, StartOptions } from "./engine.ts";
export { PostgresJobEngine } from "./postgres/postgres-job-engine.ts";
