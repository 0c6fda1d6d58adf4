import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";
import { expect, test } from "vitest";
import { bootstrapBradleyTerry, fitBradleyTerry, fitPlackettLuce, type Match } from "../index.ts";

const STRENGTHS = [0.8, 0.1, -0.3, -0.6];

/** Matches of which the chances follow the strengths, and a liking of the longer text. */
function play(matches: number, seed: number, liking = 0): Match[] {
  const generator = mersenne(seed);
  return Array.from({ length: matches }, () => {
    const first = uniformInt(generator, 0, 3);
    const second = (first + uniformInt(generator, 1, 3)) % 4;
    const longer = uniformFloat64(generator) * 2 - 1;
    const chance = 1 / (1 + Math.exp(-((STRENGTHS[first] ?? 0) - (STRENGTHS[second] ?? 0) + liking * longer)));
    return { first, second, outcome: uniformFloat64(generator) < chance ? 1 : 0, covariates: [longer] };
  });
}

test("two that met: the odds of the wins, ties half; a weight is as good as so many matches", () => {
  const wins = (count: number, outcome: 0 | 0.5 | 1): Match[] => Array.from({ length: count }, () => ({ first: 0, second: 1, outcome }));
  const fit = fitBradleyTerry([...wins(5, 1), ...wins(2, 0.5), ...wins(1, 0)], { count: 2 });
  expect((fit?.strengths[0]?.value ?? 0) - (fit?.strengths[1]?.value ?? 0)).toBeCloseTo(Math.log(6 / 2), 9);
  const weighted = fitBradleyTerry(
    [
      { first: 0, second: 1, outcome: 1, weight: 6 },
      { first: 1, second: 0, outcome: 1, weight: 2 },
    ],
    { count: 2 },
  );
  expect(weighted?.strengths[0]?.value).toBeCloseTo(fit?.strengths[0]?.value ?? 0, 9);
});

test("who never lost, or was never met, has no finite strength", () => {
  const matches: Match[] = [
    { first: 0, second: 1, outcome: 1 },
    { first: 1, second: 2, outcome: 1 },
    { first: 2, second: 1, outcome: 1 },
  ];
  expect(fitBradleyTerry(matches, { count: 3 })).toBeNull();
  expect(fitBradleyTerry([...matches, { first: 2, second: 0, outcome: 1, weight: 0 }], { count: 3 })).toBeNull();
  expect(fitBradleyTerry([...matches, { first: 2, second: 0, outcome: 1 }], { count: 4 })).toBeNull();
  expect(fitBradleyTerry([...matches, { first: 2, second: 0, outcome: 0.5 }], { count: 3 })).not.toBeNull();
  const same = play(100, 3).map((match) => ({
    ...match,
    covariates: [1, 2].flatMap((times) => (match.covariates ?? []).map((x) => times * x)),
  }));
  expect(fitBradleyTerry(same, { count: 4 })).toBeNull();
  expect(
    fitPlackettLuce(
      [
        [0, 1, 2],
        [0, 2, 1],
      ],
      3,
    ),
  ).toBeNull();
  expect(bootstrapBradleyTerry(matches, { count: 3, confidence: 0.9, seed: 1, resamples: 5 })).toBeNull();
});

test("sandwich intervals cover: 300 seeded tournaments of 400 matches, with a liking that is told apart from strength", () => {
  let covered = 0;
  let likings = 0;
  for (let run = 0; run < 300; run++) {
    const fit = fitBradleyTerry(play(400, run, 1.5), { count: 4 });
    covered += STRENGTHS.filter((own, index) => {
      const rating = fit?.strengths[index];
      return rating !== undefined && rating.low <= own && own <= rating.high;
    }).length;
    const liking = fit?.covariates[0];
    likings += Number(liking !== undefined && liking.low <= 1.5 && 1.5 <= liking.high);
  }
  for (const share of [covered / 1200, likings / 300]) {
    expect(share).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / 300));
    expect(share).toBeLessThan(0.99);
  }
});

test("bootstrap intervals are about as wide as the sandwich's, and the same for the same seed", () => {
  const matches = play(500, 99);
  const options = { count: 4, confidence: 0.95, seed: 7, resamples: 200 };
  const boot = bootstrapBradleyTerry(matches, options);
  const fit = fitBradleyTerry(matches, { count: 4 });
  expect(boot).toEqual(bootstrapBradleyTerry(matches, options));
  for (const [index, { low, high }] of (boot?.strengths ?? []).entries()) {
    const own = fit?.strengths[index];
    const ratio = (high - low) / ((own?.high ?? 0) - (own?.low ?? 0));
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.3);
  }
});

test("rankings of two are Bradley and Terry's matches", () => {
  const matches = play(300, 5).map(({ first, second, outcome }): Match => ({ first, second, outcome }));
  const rankings = matches.map(({ first, second, outcome }) => (outcome === 1 ? [first, second] : [second, first]));
  const luce = fitPlackettLuce(rankings, 4);
  expect(luce).toEqual(fitBradleyTerry(matches, { count: 4 })?.strengths.map(({ value }) => expect.closeTo(value, 6)));
});
