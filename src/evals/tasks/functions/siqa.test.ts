import { expect, test } from "vitest";
import { retrieveSiqaAnswer, siqaFunctions } from "./siqa.ts";

// Among them those that the known retriever, "contains A", read wrongly: `Answer: B` was A, `AnswerC` was A, `a` was none.
test.each([
  ["A", "1"],
  ["B", "2"],
  ["C", "3"],
  ["N", "0"],
  ["a", "1"],
  [" b.", "2"],
  ["(C)", "3"],
  ["A)", "1"],
  ["Answer: B", "2"],
  ["AnswerC", "3"],
  ["Answer A", "1"],
  ["C) ACT", "3"],
  ["The answer is B", "2"],
  ["None", "0"],
  ["", "0"],
  ["I do not know", "0"],
  ["It could be B or C", "0"],
  ["**B**", "2"],
  ["An apple", "0"],
])("%j is the answer %s", (text, expected) => {
  expect(retrieveSiqaAnswer(text)).toBe(expected);
});

test("the prompt is the known one, byte for byte, and the published files' field is read", () => {
  const document = { context: "It's 5.", question: "Why?", answerA: "a", answerB: "b", answerC: "c", result: "3", id: 0 };
  const [text, target, results] = [siqaFunctions["doc_to_text"], siqaFunctions["doc_to_target"], siqaFunctions["process_results"]];
  expect(text).toMatchObject({ kind: "value" });
  expect((text as { call(row: object): string }).call(document)).toBe(
    "<|system|>You are a helpful assistant that can answer questions about the SQuAD dataset. \nChoose the correct answer for question based on the context. If you are not sure, answer N.\n**Important**You must only answer with A, B, C, or N.\n<|user|>Context: It's 5.\nQuestion: Why?\nAnswerA: a\nAnswerB: b\nAnswerC: c<|assistant|>",
  );
  expect((target as { call(row: object): string }).call(document)).toBe("C");
  const score = results as { call(row: object, response: string): object };
  expect([
    score.call(document, "Answer: C"),
    score.call(document, "B"),
    score.call({ ...document, result: undefined, label: 3 }, "C"),
  ]).toEqual([{ acc: 1 }, { acc: 0 }, { acc: 1 }]);
});
