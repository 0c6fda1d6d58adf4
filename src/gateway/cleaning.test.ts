import { expect, test } from "vitest";
import type { ChosenWorker } from "../workers/index.ts";
import { Candidate } from "./candidate.ts";
import { createCleaning, USUAL_CLEANING } from "./cleaning.ts";

const own = createCleaning({ refusals: ["Das kann ich nicht", "I'd rather not"], usualRefusals: true });
const onlyOwn = createCleaning({ refusals: ["Nein"], usualRefusals: false });

test.each([
  [own, "Das kann ich nicht beantworten.", false],
  [own, " – das  kann ICH nicht.", false],
  [own, "I’d rather not say.", false],
  [own, "I cannot assist with this request.", false],
  [own, "Das kann ich.", true],
  [own, "", false],
  [onlyOwn, "Nein!", false],
  [onlyOwn, "Neinsagen ist leicht.", true],
  [onlyOwn, "I cannot assist with this request.", true],
  [onlyOwn, "…", false],
])("%#: %j %j is useful: %s", (cleaning, text, expected) => {
  expect(cleaning.isUseful(text)).toBe(expected);
});

test("a beginning that may still become a refusal is waited for, others are not", () => {
  for (const text of ["", "Das", "Das kann", "das kann ich nicht", "I", "I'd", "Sorry"]) expect(own.mayStillRefuse(text)).toBe(true);
  for (const text of ["Der", "Das kann sie", "Paris"]) expect(own.mayStillRefuse(text)).toBe(false);
  expect(onlyOwn.mayStillRefuse("Sorry")).toBe(false);
  expect(createCleaning({ refusals: [], usualRefusals: true })).toBe(USUAL_CLEANING);
});

test("a stream is held until it is told apart, word by word", () => {
  const useful = (...words: string[]) => {
    const candidate = new Candidate({ worker: { uid: 1, name: "a" }, probability: 1 } as ChosenWorker, own);
    return words.map((word) => (candidate.add(word, 0), candidate.isUseful));
  };
  expect(useful("Das", " kann", " ich", " nicht", " beantworten.")).toEqual([false, false, false, false, false]);
  expect(useful("Das", " kann", " sie", " gut.")).toEqual([false, false, true, true]);
});
