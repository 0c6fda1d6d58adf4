import { writeFileSync } from "node:fs";
import { join } from "node:path";

const FILLER = "A train leaves the station and nobody knows how fast it goes. ".repeat(12);

/** A question as GSM8K has them; the upstream's every answer to it is right. */
export interface Question {
  question: string;
  answer: string;
}

/** `count` questions of about 800 characters, all different. */
export function makeQuestions(count: number): Question[] {
  return Array.from({ length: count }, (_, index) => ({
    question: `Question ${index}. ${FILLER}What is six times seven?`,
    answer: "#### 42",
  }));
}

/** Writes them as JSON Lines; their path. */
export function writeQuestions(directory: string, questions: readonly Question[]): string {
  const path = join(directory, "questions.jsonl");
  writeFileSync(path, questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  return path;
}

/** The prompt that every runner sends. */
export function promptOf({ question }: Question): string {
  return `Question: ${question}\nAnswer:`;
}
