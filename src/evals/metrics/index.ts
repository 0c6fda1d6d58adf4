export { compileMetric, type Metric, type MetricSettings } from "./compile-metric.ts";
export { type GroupMean, type GroupPart, groupMeanOf } from "./group-mean.ts";
export { type Mean, meanOf } from "./mean.ts";
