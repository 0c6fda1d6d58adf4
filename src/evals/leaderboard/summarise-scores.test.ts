import { expect, test } from "vitest";
import { wilsonInterval } from "../../stats/index.ts";
import { summariseScores } from "./summarise-scores.ts";

function row(task: string, outcomes: readonly number[]) {
  const bytes = new Uint8Array(Float32Array.from(outcomes).buffer);
  return { uid: 1, task, scored: outcomes.length, failed: 0, faults: {}, sums: {}, outcomes: bytes };
}

const rights = (right: number, documents: number) => Array.from({ length: documents }, (_, index) => Number(index < right));

test("of one task it is the task's own interval, of none there is nothing", () => {
  const { low, high } = wilsonInterval(30, 100, 0.95);
  const own = summariseScores([row("a", rights(30, 100))]).get(1);
  expect(own).toEqual({ mean: 0.3, low: expect.closeTo(low, 12), high: expect.closeTo(high, 12) });
  expect(summariseScores([row("a", [Number.NaN, Number.NaN])]).size).toBe(0);
  expect(summariseScores([]).size).toBe(0);
});

test("of several it is as wide as the mean of their means, not as the mean of all documents", () => {
  const own = summariseScores([row("small", rights(5, 10)), row("large", rights(500, 1000))]).get(1);
  const [small, large] = [wilsonInterval(5, 10, 0.95), wilsonInterval(500, 1000, 0.95)];
  expect(own?.mean).toBe(0.5);
  // The small task decides: 1,010 documents at once would give 0.03.
  expect(own?.high).toBeCloseTo(0.5 + Math.hypot(small.high - 0.5, large.high - 0.5) / 2, 12);
  expect((own?.high ?? 0) - 0.5).toBeGreaterThan(0.1);
});
