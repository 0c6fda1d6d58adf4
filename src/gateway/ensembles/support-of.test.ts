import { expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import { supportOf } from "./support-of.ts";

const answer = (uid: number, text: string, weight = 1, owner: string | null = null): Answer => ({ uid, owner, text, weight });

test("those that state the same as the text are behind it, by weight and owner", () => {
  const answers = [
    answer(1, "The answer is 42.", 2, "a"),
    answer(2, "So the answer is 42.", 2, "a"),
    answer(3, "The answer is 41.", 1),
    answer(4, "The answer is 42.", 1),
  ];
  expect(supportOf(answers, "After all: the answer is 42.")).toMatchObject({ accepted_answer: "42", support_uids: [1, 2, 4] });
  expect(supportOf(answers, "After all: the answer is 42.").support).toBeCloseTo(3 / 4, 12);
  expect(supportOf(answers, "The answer is 41.")).toMatchObject({ accepted_answer: "41", support: 1 / 4, support_uids: [3] });
});

test("a text that nobody gave has no support; one without statements is behind what is much like it", () => {
  expect(supportOf([answer(1, "The answer is 1."), answer(2, "The answer is 2.")], "The answer is 3.")).toMatchObject({
    accepted_answer: "3",
    support: 0,
    support_uids: [],
  });
  const story = "Once upon a time a rabbit and a turtle met on a cruise around Northern Ireland and became friends for life.";
  const other = "Die Wetterlage über Mitteleuropa bleibt in den nächsten Tagen unverändert, berichtet der Deutsche Wetterdienst.";
  const { support, support_uids } = supportOf([answer(1, story), answer(2, other)], story.replace("friends", "good friends"));
  expect({ support, support_uids }).toEqual({ support: 0.5, support_uids: [1] });
});

test("where nobody has a weight the text itself still does not count", () => {
  expect(supportOf([answer(1, "The answer is 1.", 0), answer(2, "The answer is 2.", 0)], "The answer is 1.").support).toBe(0.5);
});
