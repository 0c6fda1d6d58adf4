import type { Extracted } from "./extract-answers.ts";
import { isSameAnswer } from "./is-same-answer.ts";
import { strip } from "../../python/index.ts";

/** math-verify's `verify`: the values mean the same, or the cleaned texts are equal. */
export function verifyAnswer(gold: Extracted, answer: Extracted): boolean {
  if (gold.value !== null && answer.value !== null && isSameAnswer(gold.value, answer.value)) return true;
  if (gold.text === null || answer.text === null) return false;
  const [goldText, answerText] = [strip(gold.text), strip(answer.text)];
  return goldText !== "" && goldText === answerText;
}
