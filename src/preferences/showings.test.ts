import { expect, test } from "vitest";
import type { Showing } from "./showing.ts";
import { Showings } from "./showings.ts";

const HOUR = 3_600_000;

function showing(id: string, text = "answer"): Showing {
  const answers = [{ position: 0, workerUid: 1, text, fault: null }];
  return { id, rater: "ann", source: "playground", prompt: { messages: [] }, isBlind: false, answers };
}

test("a showing is found by whom it was shown to, for two hours", () => {
  let now = 0;
  const showings = new Showings(() => now);
  showings.add(showing("a"));
  expect(showings.find("a", "ann")?.id).toBe("a");
  expect(showings.find("a", "bob")).toBeUndefined();
  now = 2 * HOUR;
  expect(showings.find("a", "ann")?.id).toBe("a");
  now += 1;
  expect(showings.find("a", "ann")).toBeUndefined();
});

test("the oldest make room, by number and by size", () => {
  const showings = new Showings(() => 0);
  for (let number = 0; number < 1_001; number++) showings.add(showing(String(number)));
  expect([showings.find("0", "ann"), showings.find("1", "ann")?.id]).toEqual([undefined, "1"]);
  const large = "x".repeat(33 * 1024 * 1024);
  showings.add(showing("large", large));
  showings.add(showing("larger", large));
  expect([showings.find("1000", "ann"), showings.find("large", "ann"), showings.find("larger", "ann")?.id]).toEqual([
    undefined,
    undefined,
    "larger",
  ]);
});
