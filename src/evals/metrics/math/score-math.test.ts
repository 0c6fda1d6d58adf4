import { describe, expect, test } from "vitest";

import { createMathScorer } from "./score-math.ts";

function scoreOf(gold: string, answer: string): [verified: number, original: number] {
  const score = createMathScorer(`We see that it is $\\boxed{${gold}}$.`, gold)(answer);
  return [score.exact_match, score.exact_match_original];
}

/** An answer in the form that the few-shot examples show. */
const stated = (formula: string) => `Final Answer: The final answer is $${formula}$. I hope it is correct.`;

// Every verdict is that of math-verify 0.7.0 and of the harness's original metric, run on the same texts.
describe("answers are judged as the harness judges them", () => {
  test.each([
    [String.raw`\frac{3}{4}`, String.raw`\frac34`, 1, 1],
    [String.raw`\frac{3}{4}`, "0.75", 1, 1],
    [String.raw`\frac{3}{4}`, "0.7500001", 1, 0],
    [String.raw`\frac{3}{4}`, "0.750001", 0, 0],
    [String.raw`3\sqrt{2}`, String.raw`\sqrt{18}`, 1, 1],
    [String.raw`3\sqrt{2}`, "4.242640687", 0, 0],
    [String.raw`1\frac{2}{3}`, String.raw`\frac{5}{3}`, 1, 0],
    ["x^2+2x+1", "(x+1)^2", 1, 1],
    ["x^2", "x^3", 0, 0],
    [String.raw`\frac{x^2-1}{x-1}`, "x+1", 1, 1],
    ["x=5", "5", 1, 1],
    ["x=5", "5=x", 1, 0],
    ["x=5", "y=5", 0, 1],
    ["y=2x+3", "2x-y+3=0", 1, 0],
    ["x^2+y^2=25", String.raw`\frac{x^2}{25}+\frac{y^2}{25}=1`, 0, 0],
    ["1,2", "2,1", 1, 0],
    [String.raw`\pm 3`, "-3,3", 1, 0],
    ["(3,4)", "(4,3)", 0, 0],
    [String.raw`(-\infty,-8)\cup(8,\infty)`, String.raw`(8,\infty)\cup(-\infty,-8)`, 1, 0],
    [String.raw`x\ge 3`, String.raw`[3,\infty)`, 1, 0],
    [String.raw`\mathbb{R}\setminus\{0\}`, String.raw`(-\infty,0)\cup(0,\infty)`, 1, 0],
    [String.raw`\begin{pmatrix} 1/2 \\ 2 \end{pmatrix}`, String.raw`\begin{pmatrix} 0.5 \\ 2 \end{pmatrix}`, 1, 0],
    [String.raw`\text{even}`, "even", 1, 1],
    [String.raw`\text{(B)}`, "B", 1, 1],
    [String.raw`12\text{ cm}`, "12", 1, 1],
    ["10{,}080", "10080", 1, 1],
    [String.raw`75\%`, "75", 0, 0],
    [String.raw`75\%`, "0.75", 1, 0],
    ["2^{100}", "1267650600228229401496703205376", 1, 1],
    [String.raw`\binom{5}{2}`, "10", 1, 1],
    [String.raw`\sin^2 x`, String.raw`1-\cos^2 x`, 1, 1],
    [String.raw`\cos 60^\circ`, String.raw`\frac12`, 0, 0],
    ["3+4i", "4i+3", 1, 1],
    [String.raw`-\infty`, String.raw`\infty`, 0, 0],
    [String.raw`\frac`, String.raw`\frac`, 1, 1],
  ])("%s and %s", (gold, answer, verified, original) => {
    expect(scoreOf(gold, stated(answer))).toEqual([verified, original]);
  });

  test.each([
    ["the last box", String.raw`Either $\boxed{3}$ … in the end I find that it must be something else, namely $\boxed{7}$.`, 1],
    ["a box without dollars", String.raw`So \boxed{7}`, 1],
    ["a display", "Hence\n\\[ x = 7 \\]", 1],
    ["an equation's last side", "$x = 3 + 4 = 7$", 1],
    ["a number in a sentence", "I get 7 apples", 1],
    ["the answer rather than what comes after it", "The answer is 7. I checked 8 others.", 1],
    ["several formulas are one answer", "It is $7$ and $8$.", 0],
    ["nothing", "", 0],
    ["no formula", "asdf {}{} \\frac", 0],
  ])("%s", (_what, answer, verified) => {
    expect(scoreOf("7", answer)).toEqual([verified, 0]);
  });
});

describe("an answer that was made to be slow ends, and is wrong", () => {
  test.each([
    ["boxes that a display never closes", `$$${"\\boxed{a}".repeat(10_000)}`],
    ["texts within texts", "$\\text{".repeat(10_000)],
    ["a long sum", "1+".repeat(40_000)],
    ["deep brackets", `$${"(".repeat(5000)}1${")".repeat(5000)}$`],
    ["sets within tuples", `$${"\\{(".repeat(200)}1${")\\}".repeat(200)}$`],
    ["a tower of powers", "$9^{9^{9^{9^{9}}}}$"],
    ["a factorial of a factorial", "$((99!)!)!$"],
    ["the phrase over and over", "Final Answer: The final answer is".repeat(3000)],
  ])("%s", (_what, answer) => {
    expect(scoreOf("7", answer)).toEqual([0, 0]);
  });
});
