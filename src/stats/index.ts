export { chiSquareUniform } from "./chi-square-uniform.ts";
export type { Interval } from "./interval.ts";
export { mcnemarExact } from "./mcnemar-exact.ts";
export { meanAndStandardError, type MeanAndStandardError } from "./mean-and-standard-error.ts";
export { pairedEValue } from "./paired-e-value.ts";
export { rankWorkers, type RankedPair, type RankedWorker, type RankEntry } from "./rank-workers.ts";
export type { Separation, SeparationOptions } from "./separate-pairs.ts";
export { wilsonInterval } from "./wilson-interval.ts";
