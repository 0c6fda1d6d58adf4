import { type Extracted, extractAnswer } from "./extract-answers.ts";
import { isMinervaMatch } from "./minerva-answer.ts";
import { verifyAnswer } from "./verify-answer.ts";
import { withTimeLimit } from "./with-time-limit.ts";

/** Processor time; scoring takes about a millisecond, and a text that takes longer than this was made to. */
const LIMIT_MS = 400;
/** No sensible answer is longer; what follows is not looked at. */
const MAX_LENGTH = 100_000;

/** Both metrics of the harness for one answer. */
export interface MathScore {
  exact_match: number;
  exact_match_original: number;
}

/**
 * Starts scoring answers to one MATH problem by both metrics of the harness: `exact_match` as math-verify 0.7.0 judges it, and
 * `exact_match_original` as Minerva's authors did. An answer that takes more than about half a second scores 0 where it does.
 * @param solution the worked solution, whose box holds the answer
 * @param answer what stands in that box
 */
export function createMathScorer(solution: string, answer: string): (response: string) => MathScore {
  let gold: Extracted | undefined;
  return (response) => {
    const text = response.slice(0, MAX_LENGTH);
    const score: MathScore = { exact_match: 0, exact_match_original: 0 };
    withTimeLimit(LIMIT_MS, () => {
      gold ??= extractAnswer(solution, "latex");
      score.exact_match_original = isMinervaMatch(answer, text) ? 1 : 0;
      score.exact_match = verifyAnswer(gold, extractAnswer(text, "latex and expressions")) ? 1 : 0;
    });
    return score;
  };
}
