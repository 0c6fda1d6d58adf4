export { defineManagingJobs } from "./define-managing-jobs.ts";
export { dropPlan, keepPlan, readPlan } from "./keep-plan.ts";
export { manageNetwork, type Managed } from "./manage-network.ts";
export { planSchema, type Plan } from "./plan.ts";
export { registerTasks, type RegisteredTask } from "./register-tasks.ts";
export { sampleWorker } from "./sample-worker.ts";
export {
  listSamplings,
  listWindows,
  readSampling,
  samplingDocumentsSchema,
  samplingViewSchema,
  summariseTaxonomies,
  taxonomyViewSchema,
  windowViewSchema,
  type SamplingView,
  type TaxonomyView,
  type WindowView,
} from "./views.ts";
