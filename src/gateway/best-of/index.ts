export type { BestOf, WholeAnswer } from "./ask-best-of.ts";
export { bestOf, LISTED_BEST_OF } from "./best-of.ts";
export { completeBestOf } from "./complete-best-of.ts";
export { streamBestOf } from "./stream-best-of.ts";
