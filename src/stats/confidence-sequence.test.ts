import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { expect, test } from "vitest";
import { ConfidenceSequence } from "./index.ts";

// Goal: the interval holds at every moment of a run in all but alpha of the runs. Method: seeded runs, looked at after every value.
test.each([
  ["draws of 0 and 1", 0.3, (u: number) => Number(u < 0.3)],
  ["graded values", 0.5, (u: number) => (u < 0.5 ? u : 1.5 - u)],
  ["rare ones", 0.02, (u: number) => Number(u < 0.02)],
])("never leaves the mean in at least 95 %% of 400 runs: %s", (_name, mean, toValue) => {
  const generator = mersenne(17);
  let missed = 0;
  for (let run = 0; run < 400; run++) {
    const sequence = new ConfidenceSequence({ alpha: 0.05 });
    let isMissed = false;
    for (let n = 0; n < 300 && !isMissed; n++) {
      sequence.add(toValue(uniformFloat64(generator)));
      isMissed = sequence.interval.low > mean || sequence.interval.high < mean;
    }
    missed += Number(isMissed);
  }
  // Four deviations above alpha.
  expect(missed / 400).toBeLessThanOrEqual(0.05 + 4 * Math.sqrt((0.05 * 0.95) / 400));
});

/** 0 and 1 in random places. */
function benchmark(documents: number, right: number, seed: number): number[] {
  const generator = mersenne(seed);
  return Array.from({ length: documents }, (_, place) => ({ value: Number(place < right), key: uniformFloat64(generator) }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

test("without replacement: holds for the benchmark's own mean, and closes in on it as the documents run out", () => {
  let missed = 0;
  const widths: number[] = [];
  for (let run = 0; run < 200; run++) {
    const values = benchmark(200, 130, run);
    const finite = new ConfidenceSequence({ alpha: 0.05, documents: 200 });
    const endless = new ConfidenceSequence({ alpha: 0.05 });
    let isMissed = false;
    for (const value of values) {
      finite.add(value);
      endless.add(value);
      isMissed ||= finite.interval.low > 0.65 || finite.interval.high < 0.65;
    }
    missed += Number(isMissed);
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    widths.push(width(finite.interval) / width(endless.interval));
  }
  expect(Math.max(...widths)).toBeLessThan(0.25);
  expect(missed).toBeLessThanOrEqual(10 + 4 * Math.sqrt(200 * 0.05 * 0.95));
});

test("is narrower than Hoeffding's bound at one moment alone, where the variance is small", () => {
  const generator = mersenne(4);
  const sequence = new ConfidenceSequence({ alpha: 0.05 });
  for (let n = 0; n < 2000; n++) sequence.add(0.45 + 0.1 * uniformFloat64(generator));
  const { low, high } = sequence.interval;
  expect(high - low).toBeLessThan(Math.sqrt(Math.log(2 / 0.05) / (2 * 2000)));
});

test("refuses what it cannot bet on", () => {
  expect(() => new ConfidenceSequence({ alpha: 0.05 }).add(1.5)).toThrow(/in \[0, 1\], not 1.5/);
  expect(() => new ConfidenceSequence({ alpha: 0.05 }).add(Number.NaN)).toThrow(RangeError);
  const short = new ConfidenceSequence({ alpha: 0.05, documents: 1 });
  short.add(1);
  expect(() => short.add(1)).toThrow("All 1 documents have been drawn.");
});
