import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { describe, expect, test } from "vitest";
import { chancesFor } from "../../workers/index.ts";
import type { RecordedContestant } from "../request-record.ts";
import { estimatePolicy, type Figure, type PolicyEstimate } from "./estimate-policy.ts";
import type { Arm, LoggedChoice } from "./logged-choice.ts";
import type { JudgedPolicy } from "./policy-chances.ts";

/** Workers of a simulated network: what they really are, and what is believed of them. */
const WORKERS = [
  { skill: 0.9, ms: 400, incentive: 0.24, spread: 0.18 },
  { skill: 0.8, ms: 200, incentive: 0.25, spread: 0.15 },
  { skill: 0.6, ms: 300, incentive: 0.2, spread: 0.2 },
  { skill: 0.5, ms: 150, incentive: 0.18, spread: 0.15 },
  { skill: 0.3, ms: 100, incentive: 0.13, spread: 0.16 },
];

type Log = "random" | "adaptive" | "top_incentive" | "three at random";

const toContestant = ([, value, low, high, workload]: RecordedContestant) => ({ incentive: { value, low, high }, workload });

/** Requests of a simulated network: some are harder, the workload moves, and whoever is busy is slower. */
function simulate(log: Log, count: number, seed: number): LoggedChoice[] {
  const generator = mersenne(seed);
  const draw = () => uniformFloat64(generator);
  return Array.from({ length: count }, () => {
    const hardness = 0.7 + 0.3 * draw();
    const contestants = WORKERS.map(({ incentive, spread }, uid): RecordedContestant => {
      return [uid, incentive, incentive - spread, incentive + spread, Math.floor(3 * draw())];
    });
    const arm = (at: number, chance: number): Arm => {
      const { skill = 0, ms = 0 } = WORKERS[at] ?? {};
      const isOk = draw() < skill * hardness;
      const durationMs = isOk ? ms * (0.5 + draw()) + 100 * (contestants[at]?.[4] ?? 0) : null;
      return { at, chance, isOk, firstTokenMs: null, durationMs, promptTokens: isOk ? 100 : null, completionTokens: isOk ? 50 : null };
    };
    if (log === "three at random") {
      const order = WORKERS.map((_, at) => ({ at, key: draw() })).toSorted((a, b) => a.key - b.key);
      return { contestants, arms: order.slice(0, 3).map(({ at }) => arm(at, 3 / WORKERS.length)) };
    }
    const chances = log === "random" ? WORKERS.map(() => 1 / WORKERS.length) : chancesCached(log, contestants);
    let left = draw();
    const at = Math.max(
      0,
      chances.findIndex((chance) => (left -= chance) < 0),
    );
    return { contestants, arms: [arm(at, chances[at] ?? 0)] };
  });
}

const adaptive = new Map<string, number[]>();
function chancesCached(log: "adaptive" | "top_incentive", contestants: RecordedContestant[]): number[] {
  const known = adaptive.get(log) ?? chancesFor(log, contestants.map(toContestant));
  adaptive.set(log, known);
  return known;
}

/** What a policy truly achieves: over very many requests every worker's expectation is weighed by its chance. */
function truthOf(policy: JudgedPolicy): { success: number; durationMs: number } {
  const generator = mersenne(77);
  const draw = () => uniformFloat64(generator);
  let good = 0;
  let time = 0;
  const rounds = policy === "adaptive" ? 300 : 20_000;
  for (let round = 0; round < rounds; round++) {
    const contestants = WORKERS.map(({ incentive, spread }, uid): RecordedContestant => {
      return [uid, incentive, incentive - spread, incentive + spread, Math.floor(3 * draw())];
    });
    for (const [at, chance] of chancesFor(policy, contestants.map(toContestant)).entries()) {
      const { skill = 0, ms = 0 } = WORKERS[at] ?? {};
      good += chance * skill * 0.85;
      time += chance * skill * 0.85 * (ms + 100 * (contestants[at]?.[4] ?? 0));
    }
  }
  return { success: good / rounds, durationMs: time / good };
}

const covers = (figure: Figure | null | undefined, truth: number) =>
  figure !== null && figure !== undefined && figure.low <= truth && truth <= figure.high;

describe.each([
  ["random", "top_incentive"],
  ["random", "least_workload"],
  ["random", "adaptive"],
  ["adaptive", "random"],
  ["adaptive", "top_incentive"],
  ["three at random", "top_incentive"],
  ["three at random", "random"],
] as const)("logged %s, judged %s", (log, policy) => {
  test("intervals of 95 % hold the truth in at least 90 % of 200 repetitions, and the estimates are right on average", () => {
    const truth = truthOf(policy);
    const estimates = Array.from({ length: 200 }, (_, seed) => estimatePolicy(simulate(log, 400, seed + 1), policy, () => null));
    for (const way of ["weighted", "doublyRobust"] as const) {
      for (const what of ["success", "durationMs"] as const) {
        const figures = estimates.map((estimate: PolicyEstimate) => estimate[what]?.[way]);
        const share = figures.filter((figure) => covers(figure, truth[what])).length / figures.length;
        const mean = figures.reduce((sum, figure) => sum + (figure?.value ?? 0), 0) / figures.length;
        expect({ way, what, isCovered: share >= 0.9, share }).toMatchObject({ isCovered: true });
        expect(Math.abs(mean / truth[what] - 1)).toBeLessThan(0.03);
      }
    }
    expect(estimates.filter(({ support }) => support === "full").length).toBeGreaterThanOrEqual(198);
  });
});

test("where the log asked all but one, the figures are said to be of a part only", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const choices = simulate("random", 400, seed).flatMap(({ contestants, arms: [arm] }) => {
      const isKept = arm && arm.at < 4;
      return isKept ? [{ contestants, arms: [{ ...arm, chance: 1 / 4 }] }] : [];
    });
    const { support, untried, supportedShare } = estimatePolicy(choices, "random", () => null);
    expect({ support, untried }).toEqual({ support: "partial", untried: [4] });
    expect(supportedShare).toBeCloseTo(0.8, 6);
  }
});

test("a policy that the log never tried gets no figure, and it is said whom nobody asked", () => {
  const choices = simulate("top_incentive", 400, 1);
  const random = estimatePolicy(choices, "random", () => null);
  expect(random).toMatchObject({ support: "partial", untried: [0, 2, 3, 4] });
  expect(random.supportedShare).toBeCloseTo(0.2, 6);
  expect(estimatePolicy(choices, "top_incentive", () => null)).toMatchObject({ support: "full", untried: [], effectiveRequests: 400 });
  // Worker 1 is the best by incentive: a log that asked only the worst supports nothing of that.
  const worst = choices.map(({ contestants, arms: [arm] }) => ({ contestants, arms: arm ? [{ ...arm, at: 4, chance: 1 }] : [] }));
  expect(estimatePolicy(worst, "top_incentive", () => null)).toMatchObject({
    support: "none",
    supportedShare: 0,
    untried: [1],
    effectiveRequests: 0,
    success: null,
    durationMs: null,
  });
  expect(estimatePolicy([], "random", () => null)).toMatchObject({ support: "none", success: null });
});

test("without a failure in the log the interval still says that there may be some; costs are of what was paid for", () => {
  const sure = simulate("random", 60, 3).map(({ contestants, arms }) => ({
    contestants,
    arms: arms.map((arm) => ({ ...arm, isOk: true })),
  }));
  const { success, cost, firstTokenMs } = estimatePolicy(sure, "random", (uid) => 10 * (uid + 1));
  expect(success?.weighted).toMatchObject({ value: 1, high: 1 });
  expect(success?.weighted?.low).toBeGreaterThan(0.9);
  expect(success?.weighted?.low).toBeLessThan(0.97);
  expect(cost?.doublyRobust?.value).toBeGreaterThan(25);
  expect(cost?.doublyRobust?.value).toBeLessThan(35);
  expect(firstTokenMs).toBeNull();
});
