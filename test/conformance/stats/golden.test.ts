import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  bootstrapInterval,
  fitBradleyTerry,
  fitPlackettLuce,
  krippendorffAlpha,
  meanInterval,
  pairedTTest,
  signTest,
  type Match,
} from "../../../src/stats/index.ts";

// Goal: the values of the programs that statisticians use. Method: inputs and values made by golden.py with scipy, statsmodels, krippendorff and choix.
interface Golden {
  differences: {
    differences: number[];
    clusters: number[];
    t: number;
    p: number;
    interval: [number, number];
    clustered_stderr: number;
    clustered_p: number;
    clustered_interval: [number, number];
    sign_p: number;
  }[];
  bootstrap: { items: number[]; bca: [number, number]; percentile: [number, number] };
  bradley_terry: { matches: Match[]; strengths: number[]; stderrs: number[]; covariates: number[]; covariate_stderrs: number[] }[];
  plackett_luce: { rankings: number[][]; count: number; strengths: number[] };
  krippendorff: { ratings: (number | null)[][]; nominal: number; ordinal: number; interval: number };
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, "golden.json"), "utf8")) as Golden;
const DIGITS = 7;

/** Equal to these within so many digits. */
function close(theirs: readonly number[], digits = DIGITS): unknown[] {
  return theirs.map((value) => expect.closeTo(value, digits));
}

test.each([...golden.differences.entries()])("case %i: paired t, sign test, clustered errors and their intervals", (_case, own) => {
  const differences = Float32Array.from(own.differences);
  // Outcomes are stored as float32: their rounding is the sixth digit's.
  const digits = 5;
  const plain = pairedTTest(own.differences);
  expect([plain.t, plain.p]).toEqual(close([own.t, own.p]));
  const { low, high } = meanInterval(differences, { confidence: 0.95, isUnit: false });
  expect([low, high]).toEqual(close(own.interval, digits));
  const clustered = pairedTTest(own.differences, own.clusters);
  expect([clustered.standardError ?? 0, clustered.p]).toEqual(close([own.clustered_stderr, own.clustered_p]));
  const ends = meanInterval(differences, { confidence: 0.95, isUnit: false, clusters: own.clusters });
  expect([ends.low, ends.high]).toEqual(close(own.clustered_interval, digits));
  expect([signTest(own.differences)]).toEqual(close([own.sign_p]));
});

test("bootstrap intervals come near those of 400,000 resamples", () => {
  const mean = (items: readonly number[]) => items.reduce((sum, item) => sum + item, 0) / items.length;
  for (const method of ["bca", "percentile"] as const) {
    const { low, high } = bootstrapInterval(golden.bootstrap.items, mean, { confidence: 0.95, seed: 3, resamples: 40_000, method });
    expect(Math.abs(low - golden.bootstrap[method][0])).toBeLessThan(0.015);
    expect(Math.abs(high - golden.bootstrap[method][1])).toBeLessThan(0.015);
  }
});

test.each([...golden.bradley_terry.entries()])(
  "case %i: Bradley-Terry with ties and weights, sandwich errors, a covariate",
  (_case, own) => {
    const fit = fitBradleyTerry(own.matches, { count: 5 });
    expect(fit?.strengths.map(({ value }) => value) ?? []).toEqual(close(own.strengths));
    expect(fit?.strengths.map(({ standardError }) => standardError) ?? []).toEqual(close(own.stderrs));
    expect(fit?.covariates.map(({ value }) => value) ?? []).toEqual(close(own.covariates));
    expect(fit?.covariates.map(({ standardError }) => standardError) ?? []).toEqual(close(own.covariate_stderrs));
  },
);

test("Plackett-Luce of partial rankings", () => {
  const { rankings, count, strengths } = golden.plackett_luce;
  expect(fitPlackettLuce(rankings, count) ?? []).toEqual(close(strengths, 5));
});

test("Krippendorff's alpha with ratings that are missing", () => {
  const { ratings, ...levels } = golden.krippendorff;
  for (const level of ["nominal", "ordinal", "interval"] as const) expect(krippendorffAlpha(ratings, level)).toBeCloseTo(levels[level], 10);
});
