import fc from "fast-check";
import { expect, test } from "vitest";
import { LatencyWindow } from "./latency-window.ts";

const SIZE = 256;

test("quantiles are those of the latest 256, whatever came in which order", () => {
  const duration = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(duration, { maxLength: 3 * SIZE, size: "max" }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (durations, share) => {
        const window = new LatencyWindow();
        for (const one of durations) window.add(one);
        const sorted = durations.slice(-SIZE).toSorted((a, b) => a - b);
        const expected = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
        expect(window.quantile(share)).toBe(expected ?? null);
      },
    ),
  );
});
