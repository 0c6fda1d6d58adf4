import { expect, test } from "vitest";
import { checkVote } from "./ballot.ts";
import type { ShownAnswer } from "./showing.ts";

const whole = (position: number): ShownAnswer => ({ position, workerUid: position, text: "yes", fault: null });
const broken: ShownAnswer = { position: 2, workerUid: 2, text: "", fault: "timeout" };
const cut: ShownAnswer = { position: 3, workerUid: 3, text: "half", fault: "connection" };
const answers = [whole(0), whole(1), broken, cut];

test.each([{ choice: "best", position: 0 }, { choice: "best", position: 3 }, { choice: "tie" }, { choice: "all_bad" }] as const)(
  "$choice $position may be said",
  (vote) => {
    expect(() => checkVote({ answers }, vote)).not.toThrow();
  },
);

test.each([
  [{ choice: "best" }, "position", /name the column/],
  [{ choice: "best", position: 4 }, "position", /no answer at 4: there were 4/],
  [{ choice: "best", position: 2 }, "position", /failed \(timeout\)/],
  [{ choice: "tie", position: 1 }, "position", /only the choice best/],
  [{ choice: "all_bad", position: 0 }, "position", /only the choice best/],
] as const)("%o is refused by its field", (vote, field, message) => {
  expect(() => checkVote({ answers }, vote)).toThrow(
    expect.objectContaining({ code: "invalid_input", field, message: expect.stringMatching(message) }),
  );
});

test("one answer ties with nobody, but may be bad", () => {
  expect(() => checkVote({ answers: [whole(0)] }, { choice: "tie" })).toThrow(/ties with nobody/);
  expect(() => checkVote({ answers: [whole(0)] }, { choice: "all_bad" })).not.toThrow();
});
