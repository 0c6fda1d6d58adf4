export type { Answer, Voter } from "./answer.ts";
export { characterTrigramSimilarity } from "./character-trigram-similarity.ts";
export { consensus, type Consensus } from "./consensus.ts";
export { extractAnswer } from "./extract-answer.ts";
export type { ExtractedAnswer } from "./extracted-answer.ts";
export { vote, type VoteResult } from "./vote.ts";
