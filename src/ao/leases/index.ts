export { handOutJobs } from "./hand-out-jobs.ts";
export type { AoJob } from "./job.ts";
export { requireListed, rulesOf } from "./settings.ts";
export { countByType, insertJob, lastPriority, removeWorker, upsertWorker } from "./store.ts";
export { takeAnswer } from "./take-answer.ts";
