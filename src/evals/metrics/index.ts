export { compileMetric, type Metric } from "./compile-metric.ts";
export { groupMeanOf } from "./group-mean.ts";
export { meanOf } from "./mean.ts";
