import fc from "fast-check";
import { expect, test } from "vitest";
import { AdaptiveLimit } from "./adaptive-limit.ts";

/** One round: as many requests as it allows, all answered. */
function round(limit: AdaptiveLimit): number {
  const marks = Array.from({ length: limit.value }, () => limit.mark());
  for (const mark of marks) limit.succeeded(mark, marks.length);
  return limit.value;
}

test("begins with what was declared, and without a first value with all of it", () => {
  expect(new AdaptiveLimit(8).value).toBe(8);
  expect(new AdaptiveLimit(8, 2).value).toBe(2);
  expect(new AdaptiveLimit(2, 8).value).toBe(2);
});

test("doubles a round at first; after a 429 it halves and grows by one a round", () => {
  const limit = new AdaptiveLimit(100, 2);
  expect([round(limit), round(limit), round(limit), round(limit)]).toEqual([4, 8, 16, 32]);
  limit.rateLimited(limit.mark());
  expect(limit.value).toBe(16);
  expect([round(limit), round(limit), round(limit)]).toEqual([16, 17, 18]);
});

test("a crowd of 429s is cut once, and its successes grow nothing", () => {
  const limit = new AdaptiveLimit(32);
  const crowd = Array.from({ length: 32 }, () => limit.mark());
  for (const [position, mark] of crowd.entries()) {
    if (position % 2 === 0) limit.rateLimited(mark);
    else limit.succeeded(mark, 32);
  }
  expect(limit.value).toBe(16);
});

test("grows only where it is used", () => {
  const limit = new AdaptiveLimit(32, 8);
  for (let i = 0; i < 100; i++) limit.succeeded(limit.mark(), 3);
  expect(limit.value).toBe(8);
});

test("finds what a worker takes: a limit that is told nothing settles at or below it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 64 }), (takes, most) => {
      const limit = new AdaptiveLimit(most);
      let highest = 0;
      for (let turn = 0; turn < 300; turn++) {
        const marks = Array.from({ length: limit.value }, () => limit.mark());
        for (const [position, mark] of marks.entries()) {
          if (position >= takes) limit.rateLimited(mark);
          else limit.succeeded(mark, marks.length);
        }
        if (turn >= 100) highest = Math.max(highest, limit.value);
        expect(limit.value).toBeGreaterThanOrEqual(1);
        expect(limit.value).toBeLessThanOrEqual(most);
      }
      expect(highest).toBeLessThanOrEqual(Math.min(most, takes + 1));
      expect(highest).toBeGreaterThanOrEqual(Math.min(most, takes));
    }),
  );
});

test("a new most is taken whole by who had all of the old one, and cuts who has more", () => {
  const limit = new AdaptiveLimit(8);
  limit.resize(16);
  expect(limit.value).toBe(16);
  limit.rateLimited(limit.mark());
  limit.resize(32);
  expect(limit.value).toBe(8);
  limit.resize(4);
  expect(limit.value).toBe(4);
});
