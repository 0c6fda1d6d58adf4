import fc from "fast-check";
import { expect, test } from "vitest";
import { rankWorkers, type RankEntry } from "./rank-workers.ts";
import type { SeparationOptions } from "./separate-pairs.ts";

const EXACT: SeparationOptions = { alpha: 0.05, method: "exact" };
const NONE = Number.NaN;
const METHODS = ["exact", "anytime"] as const;

function grades(shift: number): Float32Array {
  return Float32Array.from({ length: 40 }, (_, index) => ((index % 4) + shift) / 4);
}

/** A worker that is right on the given share of the documents, always on the first ones. */
function firstRight(name: string, right: number, documents: number): RankEntry {
  return { name, outcomes: Float32Array.from({ length: documents }, (_, index) => Number(index < right)) };
}

test("clear differences give ranks of their own", () => {
  const ranked = rankWorkers([firstRight("low", 20, 200), firstRight("high", 180, 200), firstRight("middle", 100, 200)], EXACT);
  expect(ranked.map(({ name, bracket, rankBest, rankWorst }) => ({ name, bracket, rankBest, rankWorst }))).toEqual([
    { name: "high", bracket: 1, rankBest: 1, rankWorst: 1 },
    { name: "middle", bracket: 2, rankBest: 2, rankWorst: 2 },
    { name: "low", bracket: 3, rankBest: 3, rankWorst: 3 },
  ]);
  expect(ranked[0]).toMatchObject({
    n: 200,
    mean: 0.9,
    pairs: [{ other: "middle", wins: 80, losses: 0, n: 200, resolved: true }, { other: "low" }],
  });
});

test("neighbours that are not resolved share a bracket and their ranks are ranges", () => {
  const ranked = rankWorkers([firstRight("a", 101, 200), firstRight("b", 100, 200), firstRight("c", 20, 200)], EXACT);
  expect(ranked.map(({ bracket, rankBest, rankWorst }) => [bracket, rankBest, rankWorst])).toEqual([
    [1, 1, 2],
    [1, 1, 2],
    [2, 3, 3],
  ]);
});

test("pairs are compared only where both have an outcome", () => {
  const [first, second] = rankWorkers(
    [
      { name: "a", outcomes: Float32Array.of(1, 1, NONE, 0, NONE) },
      { name: "b", outcomes: Float32Array.of(0, NONE, 1, 1, NONE) },
    ],
    EXACT,
  );
  expect(first).toMatchObject({
    name: "a",
    n: 3,
    pairs: [{ other: "b", wins: 1, losses: 1, n: 2, p: 1, resolved: false, documentsNeeded: null }],
  });
  expect(second).toMatchObject({ name: "b", n: 3, pairs: [{ other: "a", wins: 1, losses: 1, n: 2 }] });
});

test("workers without an outcome come last and are resolved from nobody", () => {
  const silent = new Float32Array(50).fill(NONE);
  const ranked = rankWorkers([{ name: "silent", outcomes: silent }, { name: "b", outcomes: silent }, firstRight("a", 50, 50)], EXACT);
  expect(
    ranked.map(({ name, n, mean, low, high, rankBest, rankWorst }) => ({ name, n, mean, low, high, rankBest, rankWorst })).slice(1),
  ).toEqual([
    { name: "b", n: 0, mean: null, low: 0, high: 1, rankBest: 1, rankWorst: 3 },
    { name: "silent", n: 0, mean: null, low: 0, high: 1, rankBest: 1, rankWorst: 3 },
  ]);
});

test("graded outcomes get Student's interval, within [0, 1], and the paired t test", () => {
  const [best] = rankWorkers(
    [
      { name: "a", outcomes: grades(1) },
      { name: "b", outcomes: grades(0.5) },
    ],
    EXACT,
  );
  expect(best).toMatchObject({ name: "a", mean: 0.625, bracket: 1, pairs: [{ wins: 40, losses: 0, resolved: true }] });
  expect(best?.low).toBeGreaterThan(0.5);
  expect(best?.high).toBeLessThan(0.75);
  const [lone] = rankWorkers([{ name: "a", outcomes: Float32Array.of(0.5) }], EXACT);
  expect(lone).toMatchObject({ low: 0, high: 1, rankBest: 1, rankWorst: 1, bracket: 1 });
});

test("nothing to rank is no ranking", () => {
  expect(rankWorkers([], EXACT)).toEqual([]);
});

const outcome = fc.constantFrom(0, 1, Number.NaN);
const crowd = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 80 }))
  .chain(([workers, documents]) =>
    fc.array(fc.array(outcome, { minLength: documents, maxLength: documents }), { minLength: workers, maxLength: workers }),
  );

test.each(METHODS)("a ranking by %s is consistent with itself and with its pairs", (method) => {
  fc.assert(
    fc.property(crowd, (table) => {
      const entries = table.map((values, index) => ({ name: `w${index}`, outcomes: Float32Array.from(values) }));
      const ranked = rankWorkers(entries, { alpha: 0.2, method });
      expect(rankWorkers(entries.toReversed(), { alpha: 0.2, method })).toEqual(ranked);
      expect(ranked.map(({ bracket }) => bracket)).toEqual(ranked.map(({ bracket }) => bracket).toSorted((a, b) => a - b));
      const means = ranked.map(({ mean }) => mean ?? -1);
      expect(means).toEqual(means.toSorted((a, b) => b - a));
      for (const { name, mean, low, high, pairs, rankBest, rankWorst } of ranked) {
        expect(mean === null || (low <= mean && mean <= high)).toBe(true);
        expect(pairs.map(({ other }) => other)).toEqual(ranked.map((worker) => worker.name).filter((other) => other !== name));
        expect(1 <= rankBest && rankBest <= rankWorst && rankWorst <= ranked.length).toBe(true);
        for (const pair of pairs) {
          const back = ranked.find((worker) => worker.name === pair.other)?.pairs.find((candidate) => candidate.other === name);
          const isBetter = pair.isBetter === null ? null : !pair.isBetter;
          expect(back).toEqual({ ...pair, other: name, wins: pair.losses, losses: pair.wins, isBetter });
          expect(pair.resolved && pair.documentsNeeded !== null).toBe(false);
        }
      }
    }),
  );
});

test.each(METHODS)("where everybody answered everything, a rank by %s lies within its range", (method) => {
  const complete = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 120 })).chain(([workers, documents]) =>
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: documents, maxLength: documents }),
      ),
      {
        minLength: workers,
        maxLength: workers,
      },
    ),
  );
  fc.assert(
    fc.property(complete, (table) => {
      const entries = table.map(([share, draws], index) => ({
        name: `w${index}`,
        outcomes: Float32Array.from(draws, (draw) => Number(draw < share)),
      }));
      for (const [position, { rankBest, rankWorst }] of rankWorkers(entries, { alpha: 0.05, method }).entries()) {
        expect(rankBest <= position + 1 && position + 1 <= rankWorst).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test.each(METHODS)("with the documents that are said to be needed the pair is resolved, with fewer it is not (%s)", (method) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 200 }),
      (wins, losses, ties) => {
        const scaled = (factor: number) => {
          const [w, l, t] = [wins * factor, losses * factor, ties * factor];
          const a = Float32Array.from({ length: w + l + t }, (_, index) => Number(index < w));
          const b = Float32Array.from({ length: w + l + t }, (_, index) => Number(index >= w && index < w + l));
          return rankWorkers(
            [
              { name: "a", outcomes: a },
              { name: "b", outcomes: b },
            ],
            { alpha: 0.05, method },
          )[0]?.pairs[0];
        };
        const pair = scaled(1);
        if (!pair || pair.resolved) return;
        const needed = pair.documentsNeeded ?? Infinity;
        expect(needed === Infinity).toBe(wins === losses);
        if (needed > 100_000) return;
        // Whole multiples keep the rates: just enough of them is resolved, and one fewer is not.
        const enough = Math.ceil((pair.n + needed) / pair.n);
        expect(scaled(enough)?.resolved).toBe(true);
        expect(scaled(Math.floor((pair.n + needed - 1) / pair.n))?.resolved).toBe(false);
      },
    ),
    { numRuns: 60 },
  );
});
