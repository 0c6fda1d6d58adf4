export { exportSamples, reportAsHarness } from "./export-run.ts";
export type { HarnessReport } from "./harness-report.ts";
export { CONTENT_TYPES } from "./write-rows.ts";
