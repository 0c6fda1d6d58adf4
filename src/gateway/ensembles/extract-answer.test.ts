import fc from "fast-check";
import { expect, test } from "vitest";

import { extractAnswer } from "./index.ts";

test.each([
  ["#### 1,234", "number 1234"],
  ["He pays 2 * 3 = $<<2*3=6>>6\nA: 6", "number 6"],
  ["A: -129025", "number -129025"],
  ["so \\boxed{\\frac{3}{4}}", "number 0.75"],
  ["The final answer is $\\boxed{12}$.", "number 12"],
  ["The answer is $265.0.", "number 265"],
  ["The answer is $-5", "number -5"],
  ["**Answer:** 3.50 dollars", "number 3.5"],
  ["**Final answer**: **42**.", "number 42"],
  ["The answer is 50%", "number 50"],
  ["The answer is 3 x 10^4", "number 30000"],
  ["The answer is 1.5 million.", "number 1500000"],
  ["The answer is 1.234,56", "number 1234.56"],
  ["The answer is x = 5", "number 5"],
  ["The answer is 16 - 7 = 9.", "number 9"],
  ["42", "number 42"],
  ["The answer is 18 per day, because she sells nine.", "number 18"],
  ["The answer is March 12th, 2020.", "date 2020-03-12"],
  ["12 March 2020", "date 2020-03-12"],
  ["The answer is 2020-3-12", "date 2020-03-12"],
  ["The answer is 25/12/2020.", "date 2020-12-25"],
  ["The answer is (B).", "choice B"],
  ["The correct answer is:\n\nH. Decreases, Increases", "choice H"],
  ["The correct option is D", "choice D"],
  ["A", "choice A"],
  ["Answer: (C), (A)", "choice A,C"],
  ["The characteristic of service that is referred to here is E. Inseparability, as it is produced and consumed.", "choice E"],
  ["Yes.", "text yes"],
  ["The answer is a dog.", "text dog"],
  ["The answer is **the Treaty of Paris**, I think.", "text treaty of paris"],
  ["The answer is 5 hours and 30 minutes.", "text 5 hours and 30 minutes"],
  ['{"reason": "…", "answer": "1,000"}', "number 1000"],
  ['```json\n{"b": [1, 2.0], "a": null}\n```', 'json {"a":null,"b":[1,2]}'],
  ["Here:\n```py\nprint(1)\n\nprint(2)\n```", "code print(1) print(2)"],
])("%j states %s", (text, expected) => {
  const answer = extractAnswer(text);
  expect(`${answer?.kind} ${answer?.value}`).toBe(expected);
});

test.each([
  "",
  "The answer is not in the options.",
  "The answer is",
  "I would rather talk about the weather, which has been lovely of late.",
  "Answer: 1\nAnswer: 2\nAnswer: 3\nAnswer: 4",
  "The answer is that many things in history happen for more reasons than one and nobody can tell which of them counted.",
])("%j states no single answer", (text) => {
  expect(extractAnswer(text)).toBeUndefined();
});

test("the last statement counts: whoever goes on after a statement has changed their mind", () => {
  expect(extractAnswer("The answer is 4. Wait, that forgets the cat. The answer is 5.")?.value).toBe("5");
});

test("what follows an invented next question does not count", () => {
  expect(extractAnswer("So the answer is (B).\n\nQuestion: What else?\nAnswer: The answer is (C).")?.value).toBe("B");
  expect(extractAnswer("Question: what is it?\nThe answer is (C).")?.value).toBe("C");
});

test("numbers are read back from however they are written", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.constantFrom("en", "plain", "decimals"), (number, form) => {
      const written = form === "plain" ? String(number) : number.toLocaleString("en", form === "en" ? {} : { minimumFractionDigits: 2 });
      expect(extractAnswer(`Thinking.\nThe answer is ${written} apples.`)).toEqual({ kind: "number", value: String(number) });
    }),
  );
});

const JUNK = [
  "the answer is ",
  "A:",
  "\n",
  "#### ",
  "\\boxed{",
  "{",
  "[",
  "```\n",
  "(A) ",
  "1,",
  " ",
  "\u{1F600}",
  "\uD800",
  "is ",
  "Question:",
  '"',
];

test("no text makes it throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(fc.constantFrom(...JUNK)).map((parts) => parts.join("")),
      ),
      (text) => {
        const answer = extractAnswer(text);
        expect(answer?.value).not.toBe("");
      },
    ),
    { numRuns: 500 },
  );
});

test.each(JUNK)("a megabyte of %j takes under 50 ms", (part) => {
  const text = part.repeat(Math.ceil(1_000_000 / part.length));
  // The fastest of several: what other programs take does not count.
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    extractAnswer(text);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
