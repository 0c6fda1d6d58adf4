import { expect, test } from "vitest";
import type { ChosenWorker } from "../workers/index.ts";
import { Candidate } from "./candidate.ts";

const candidate = () => new Candidate({ worker: { uid: 1, name: "a" }, probability: 1 } as ChosenWorker);

test("it is useful with its first word, unless it begins as a refusal does", () => {
  const plain = candidate();
  plain.add(" \n", 0);
  expect(plain.isUseful).toBe(false);
  plain.add("Paris", 0.1);
  expect(plain.isUseful).toBe(true);

  const refusing = candidate();
  for (const piece of ["I", "'m sorry", ", but I can't", " help with that."]) refusing.add(piece, 0);
  refusing.finish();
  expect(refusing.isUseful).toBe(false);

  const personal = candidate();
  personal.add("I am", 0);
  expect(personal.isUseful).toBe(false);
  personal.finish();
  expect(personal.isUseful).toBe(true);
});

test("what says nothing for long is judged again when it is whole", () => {
  const late = candidate();
  for (let i = 0; i < 3_000; i++) late.add(".", 0);
  late.add(" Four", 0);
  expect(late.isUseful).toBe(false);
  late.finish();
  expect(late.isUseful).toBe(true);
});

test("an answer without end is broken off", () => {
  const endless = candidate();
  const piece = "x".repeat(1024 * 1024);
  for (let i = 0; i < 4; i++) endless.add(piece, 0);
  expect(() => endless.add("x", 0)).toThrow(/^The worker a sent an answer of more than 4194304 characters\.$/);
  expect(endless.text).toHaveLength(4 * 1024 * 1024);
});
