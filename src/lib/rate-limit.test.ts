import fc from "fast-check";
import { expect, test } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

test("a burst of a minute's worth passes, then one each time a token has grown", () => {
  let nowMs = 0;
  const limit = createRateLimit(() => nowMs);
  const take = () => limit.take("a", 60);
  expect(Array.from({ length: 60 }, take)).toEqual(Array.from({ length: 60 }, () => 0));
  expect(take()).toBe(1000);
  nowMs += 999;
  expect(take()).toBe(1);
  nowMs += 1;
  expect([take(), take()]).toEqual([0, 1000]);
  expect(limit.take("another", 60)).toBe(0);
});

test("never more than the burst and what grew since, whatever the clock and the pace", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.integer({ min: -1000, max: 10_000 }), { maxLength: 200 }),
      (perMinute, steps) => {
        let nowMs = 1_000_000;
        let allowed = 0;
        const limit = createRateLimit(() => nowMs);
        let grownMs = 0;
        for (const step of steps) {
          nowMs += step;
          grownMs += Math.max(0, step);
          if (limit.take("a", perMinute) === 0) allowed++;
        }
        expect(allowed).toBeLessThanOrEqual(perMinute + (grownMs * perMinute) / 60_000 + 1e-6);
      },
    ),
  );
});

test("who waits as long as he was told is let in", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2000 }), (perMinute, requests) => {
      let nowMs = 0;
      const limit = createRateLimit(() => nowMs);
      const waits = Array.from({ length: requests }, () => {
        const waitMs = limit.take("a", perMinute);
        nowMs += waitMs;
        return waitMs === 0 ? 0 : limit.take("a", perMinute);
      });
      expect(waits.every((waitMs) => waitMs === 0)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("an amount that was taken is put right later: a bucket may be overdrawn, and is never more than full", () => {
  let nowMs = 0;
  const limit = createRateLimit(() => nowMs);
  expect(limit.take("a", 600, 100)).toBe(0);
  limit.correct("a", 600, -40);
  expect(limit.level("a", 600)).toEqual({ left: 540, fullInMs: 6_000 });
  limit.correct("a", 600, 700);
  expect(limit.level("a", 600)).toEqual({ left: 0, fullInMs: 76_000 });
  expect([limit.take("a", 600, 1), limit.refused]).toEqual([16_100, 1]);
  nowMs = 100_000;
  limit.correct("a", 600, -5);
  expect(limit.level("a", 600)).toEqual({ left: 600, fullInMs: 0 });
  // More than a whole bucket passes when it is full, and is paid back.
  expect(limit.take("a", 600, 900)).toBe(0);
  expect(limit.take("a", 600)).toBe(30_100);
});
