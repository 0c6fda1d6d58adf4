import { type Answer, consensus, extractAnswer, vote } from "../../src/gateway/ensembles/index.ts";

/** A way to choose one of several answers: the text that the caller gets. */
export type Rule = (answers: readonly Answer[]) => string;

/** The prompts of these benchmarks make workers end with "The answer is …" or "A: …". */
const STATEMENT = /(?:(?:therefore|thus|so),? )?the (?:correct |final )?answer is[^]*$|^A: [^]*$/im;

/** What is compared. All see the same answers. */
export const RULES: Readonly<Record<string, Rule>> = {
  longest: (answers) => most(answers, ({ text }) => text.length),
  heaviest: (answers) => most(answers, ({ weight }) => weight),
  "plain vote": (answers) => vote(answers.map((answer) => ({ ...answer, owner: null, weight: 1 })))?.text ?? "",
  vote: (answers) => vote(answers)?.text ?? "",
  consensus: (answers) => consensus(answers)?.text ?? "",
  "by likeness alone": (answers) => {
    const bare = answers.map((answer) => ({ ...answer, text: `${answer.text.replace(STATEMENT, "")}\n…` }));
    const uid = consensus(bare.filter(({ text }) => extractAnswer(text) === undefined))?.uid;
    return answers.find((answer) => answer.uid === uid)?.text ?? "";
  },
};

function most(answers: readonly Answer[], merit: (answer: Answer) => number): string {
  return answers.toSorted((a, b) => merit(b) - merit(a))[0]?.text ?? "";
}
