export { humanLines } from "./human-lines.ts";
export { createLogger, type Logger } from "./logger.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { watchLimits } from "./watch-limits.ts";
export { watchWorkers } from "./watch-workers.ts";
