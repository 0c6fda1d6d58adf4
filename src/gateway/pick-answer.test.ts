import { expect, test } from "vitest";
import { isUseful } from "./clean-answer.ts";
import { pickAnswer, type Preference } from "./pick-answer.ts";

const pick = (texts: string[], preference: Exclude<Preference, "best" | "vote">) =>
  pickAnswer(
    texts.map((text) => ({ text, isUseful: isUseful(text) })),
    preference,
  )?.text;

test.each([
  ["", false],
  [" \n", false],
  ["…?!", false],
  ["I'm sorry, but I can't help with that.", false],
  ["As an AI language model, I cannot answer.", false],
  ["I cannot assist with this request.", false],
  ["42", true],
  ["да", true],
  ["He said: I cannot assist you.", true],
  ["I am sorry for your loss.", true],
])("%j is useful: %s", (text, expected) => {
  expect(isUseful(text)).toBe(expected);
});

test("longest and shortest set useless answers aside while a useful one is there", () => {
  const texts = ["", "Four.", "I'm sorry, but I can't do this, whatever else you may ask of me today.", "It is four."];
  expect(pick(texts, "longest")).toBe("It is four.");
  expect(pick(texts, "shortest")).toBe("Four.");
  expect(pick(["", " "], "longest")).toBe(" ");
  expect(pick([], "longest")).toBeUndefined();
});

test("most_common counts texts alike but for case and blanks; when all differ the longest is taken", () => {
  expect(pick(["Paris", "Rome", " paris ", "A long and lonely answer"], "most_common")).toBe("Paris");
  expect(pick(["a1", "b22", "c"], "most_common")).toBe("b22");
});
