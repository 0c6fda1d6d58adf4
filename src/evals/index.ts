export { budgetSchema, type Budget } from "./budget.ts";
export type { EvalsContext } from "./context.ts";
export { openEvals } from "./open-evals.ts";
export { describeTask, listTasks, requireSingleTask } from "./catalogue/index.ts";
export {
  addRows,
  countRows,
  datasetInputSchema,
  findDataset,
  datasetViewSchema,
  describeRegistration,
  listDatasets,
  listRegistrations,
  registerDataset,
  registrationInputSchema,
  registrationViewSchema,
  removeDataset,
  requireDataset,
  startRegistration,
  viewDataset,
  type DatasetView,
  type RegistrationInput,
  type RegistrationView,
} from "./datasets/index.ts";
export { CONTENT_TYPES, exportSamples, reportAsHarness, type HarnessReport } from "./exporting/index.ts";
export { compareRuns } from "./leaderboard/compare-runs.ts";
export { compareWorkers } from "./leaderboard/compare-workers.ts";
export { listDifferences } from "./leaderboard/list-differences.ts";
export { readLeaderboard } from "./leaderboard/read-leaderboard.ts";
export type { RaceView } from "./racing/judged-race.ts";
export { readStandings, type RunStanding } from "./leaderboard/read-standings.ts";
export { runSettingsSchema, type LmEvalInvocation, type RunSettings } from "./run.ts";
export { cancelRun } from "./runs/cancel-run.ts";
export { createRun } from "./runs/create-run.ts";
export { describeRun, listRuns } from "./runs/list-runs.ts";
export { reaskFailed } from "./runs/reask-failed.ts";
export { readResults } from "./runs/read-results.ts";
export { rescoreInputSchema, rescoreRun, type RescoreInput } from "./runs/rescore-run.ts";
export { resumeRun } from "./runs/resume-run.ts";
export { describeSample } from "./samples/describe-sample.ts";
export { listSamples } from "./samples/list-samples.ts";
export {
  comparisonSchema,
  runComparisonSchema,
  differencePageSchema,
  differenceQuerySchema,
  leaderboardSchema,
  runDetailSchema,
  runResultSchema,
  runSummarySchema,
  sampleDetailSchema,
  samplePageSchema,
  sampleQuerySchema,
  taskDetailSchema,
  taskEntrySchema,
  type BracketView,
  type Comparison,
  type RunComparison,
  type DifferencePage,
  type Leaderboard,
  type LeaderboardRow,
  type RunDetail,
  type RunResult,
  type RunSummary,
  type SampleDetail,
  type SamplePage,
  type SampleRow,
  type TaskDetail,
  type TaskEntry,
  type TaskResult,
} from "./views.ts";
