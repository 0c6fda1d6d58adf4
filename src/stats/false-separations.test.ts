import { mersenne } from "pure-rand/generator/mersenne";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { expect, test } from "vitest";
import { pairedEValue } from "./paired-e-value.ts";
import { rankWorkers } from "./rank-workers.ts";
import { wilsonInterval } from "./wilson-interval.ts";

// Goal: under the null the chance of separating any pair is at most alpha. Method: equal workers, seeded, counted.
const ALPHA = 0.05;
const RUNS = 2000;
/** Four standard deviations of a count whose chance is alpha: a sound rule fails this once in 30,000 seeds, and the seed is fixed. */
const MOST = RUNS * ALPHA + 4 * Math.sqrt(RUNS * ALPHA * (1 - ALPHA));

function generator(seed: number): () => number {
  const state = mersenne(seed);
  return () => uniformFloat64(state);
}

test("anytime: 2,000 runs of three equal workers, looked at after every one of 1,000 documents", () => {
  const random = generator(20_261_121);
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  let separated = 0;
  for (let run = 0; run < RUNS; run++) {
    const skill = 0.2 + 0.6 * random();
    const counts = pairs.map(() => ({ wins: 0, losses: 0 }));
    let isSeparated = false;
    for (let document = 0; document < 1000 && !isSeparated; document++) {
      const right = [random() < skill, random() < skill, random() < skill];
      for (const [index, [a, b]] of pairs.entries()) {
        const count = counts[index];
        if (!count || right[a] === right[b]) continue;
        if (right[a]) count.wins++;
        else count.losses++;
        if (pairedEValue(count.wins, count.losses) >= pairs.length / ALPHA) isSeparated = true;
      }
    }
    separated += Number(isSeparated);
  }
  expect(separated).toBeLessThanOrEqual(MOST);
  // It must not be sound only because it never speaks.
  expect(separated).toBeGreaterThan(0);
});

test("looking at the exact test after every document lies, which is why a run still going does not use it", () => {
  const random = generator(7);
  let separated = 0;
  for (let run = 0; run < 200; run++) {
    const a: number[] = [];
    const b: number[] = [];
    for (let look = 0; look < 20; look++) {
      for (let document = 0; document < 25; document++) {
        a.push(Number(random() < 0.5));
        b.push(Number(random() < 0.5));
      }
      const entries = [
        { name: "a", outcomes: Float32Array.from(a) },
        { name: "b", outcomes: Float32Array.from(b) },
      ];
      if (rankWorkers(entries, { alpha: ALPHA, method: "exact" })[0]?.pairs[0]?.resolved) {
        separated++;
        break;
      }
    }
  }
  expect(separated).toBeGreaterThan(200 * ALPHA * 2);
});

test("exact: 2,000 finished runs of five equal workers x 120 documents", () => {
  const random = generator(42);
  let separated = 0;
  for (let run = 0; run < RUNS; run++) {
    const skill = 0.2 + 0.6 * random();
    const entries = ["a", "b", "c", "d", "e"].map((name) => ({
      name,
      outcomes: Float32Array.from({ length: 120 }, () => Number(random() < skill)),
    }));
    separated += Number(
      rankWorkers(entries, { alpha: ALPHA, method: "exact" }).some((worker) => worker.pairs.some((pair) => pair.resolved)),
    );
  }
  expect(separated).toBeLessThanOrEqual(MOST);
  expect(separated).toBeGreaterThan(0);
});

test("a real difference is found, in about the documents that were foretold", () => {
  const random = generator(3);
  const ratios: number[] = [];
  for (let run = 0; run < 40; run++) {
    const a: number[] = [];
    const b: number[] = [];
    let foretold: number | null = null;
    for (;;) {
      for (let document = 0; document < 50; document++) {
        a.push(Number(random() < 0.7));
        b.push(Number(random() < 0.6));
      }
      const entries = [
        { name: "a", outcomes: Float32Array.from(a) },
        { name: "b", outcomes: Float32Array.from(b) },
      ];
      const ranked = rankWorkers(entries, { alpha: ALPHA, method: "anytime" });
      const pair = ranked[0]?.pairs[0];
      if (a.length === 200 && pair) foretold = pair.documentsNeeded === null ? null : pair.n + pair.documentsNeeded;
      if (!pair?.resolved) continue;
      expect(ranked[0]?.name).toBe("a");
      if (foretold !== null) ratios.push(a.length / foretold);
      break;
    }
  }
  const median = ratios.toSorted((x, y) => x - y)[Math.floor(ratios.length / 2)] ?? 0;
  expect(ratios.length).toBeGreaterThan(20);
  expect(median).toBeGreaterThan(0.4);
  expect(median).toBeLessThan(2.5);
});

test("Wilson's interval covers: 2,000 runs of 150 documents, near the confidence it claims", () => {
  const random = generator(11);
  let missed = 0;
  for (let run = 0; run < RUNS; run++) {
    const skill = 0.1 + 0.8 * random();
    let right = 0;
    for (let document = 0; document < 150; document++) right += Number(random() < skill);
    const { low, high } = wilsonInterval(right, 150, 1 - ALPHA);
    missed += Number(skill < low || skill > high);
  }
  expect(missed).toBeLessThanOrEqual(MOST);
  expect(missed).toBeGreaterThan((RUNS * ALPHA) / 2);
});
