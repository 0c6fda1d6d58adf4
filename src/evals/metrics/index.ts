export { aggregate } from "./aggregate.ts";
export { compileMetric, type Metric } from "./compile-metric.ts";
export { groupMeanOf } from "./group-mean.ts";
export { type Mean, meanOf } from "./mean.ts";
export { totalOf } from "./total-of.ts";
export { createMathScorer, type MathScore } from "./math/score-math.ts";
