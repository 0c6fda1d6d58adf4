import { effectiveSize, ratioOfMeans, studentQuantile, wilsonInterval, type Estimate } from "../../stats/index.ts";
import type { Arm, LoggedChoice } from "./logged-choice.ts";
import { createPolicyChances, type JudgedPolicy } from "./policy-chances.ts";
import { predictOutcomes } from "./predict-outcomes.ts";

/** With fewer the weights of single requests decide: then nothing is said. */
const MIN_EFFECTIVE = 10;
/** Of the policy's choices, when they count as tried. */
const FULL_SUPPORT = 0.95;
const CONFIDENCE = 0.95;

export interface Figure {
  value: number;
  /** Ends of the interval of 95 %. */
  low: number;
  high: number;
}

/** One figure by two ways of estimating it. */
export interface PolicyFigure {
  /** Self-normalised inverse propensity: what was seen, weighted by how much more often the policy would have chosen it. */
  weighted: Figure | null;
  /** Doubly robust: what each worker's mean predicts, corrected by what was seen. Right where either is. */
  doublyRobust: Figure | null;
}

export interface PolicyEstimate {
  policy: JudgedPolicy;
  /** none: the log never or hardly ever tried what it would do, there are no figures; partial: they are of the tried part only. */
  support: "full" | "partial" | "none";
  /** Of its choices, the share that the log could have made. */
  supportedShare: number;
  /** Uids that it would ask and that were never asked. */
  untried: number[];
  /** So many equally weighted requests the figures are worth. */
  effectiveRequests: number;
  /** Share of good answers of the worker that it asks first. */
  success: PolicyFigure | null;
  /** Means over its good answers. */
  firstTokenMs: PolicyFigure | null;
  durationMs: PolicyFigure | null;
  /** In micro-units of the account currency, at the prices of now. */
  cost: PolicyFigure | null;
}

/** Micro-units that an answer cost; null: not known. */
export type CostOf = (uid: number, arm: Arm) => number | null;

/**
 * What asking one worker by another policy would have achieved on logged requests, had it been asked in their place. Weights are
 * the policy's chance over the logged one (Horvitz and Thompson 1952; self-normalised: Swaminathan and Joachims, NIPS
 * 2015); doubly robust: Dudík, Langford and Li, ICML 2011. Assumes that what a worker answers does not depend on who else is asked, and that load moves
 * as it did: a policy that sends everything to one worker would slow it down, which no log can show.
 */
export function estimatePolicy(choices: readonly LoggedChoice[], policy: JudgedPolicy, costOf: CostOf): PolicyEstimate {
  const chancesOf = createPolicyChances(policy);
  const chances = choices.map(({ contestants }) => chancesOf(contestants));
  const weights = choices.map(({ arms }, position) => arms.map(({ at, chance }) => (chances[position]?.[at] ?? 0) / chance));
  const totals = weights.map((own) => own.reduce((sum, weight) => sum + weight, 0));
  const effective = effectiveSize(totals);
  const mean = ratioOfMeans(
    totals,
    totals.map(() => 1),
  );
  const untried = untriedBy(choices, chances);
  const share = Math.min(1, mean?.value ?? 0, 1 - untried.share);
  const isEnough = effective >= MIN_EFFECTIVE;
  const isFull = Math.min(1 - untried.share, (mean?.value ?? 0) + 3 * (mean?.standardError ?? 0)) >= FULL_SUPPORT;
  const context: Context = { choices, chances, weights, totals, effective };
  const good = (measure: (arm: Arm, uid: number) => number | null) => (isEnough ? estimateMean(context, measure) : null);
  return {
    policy,
    support: !isEnough ? "none" : isFull ? "full" : "partial",
    supportedShare: share,
    untried: untried.uids,
    effectiveRequests: effective,
    success: isEnough ? estimateSuccess(context) : null,
    firstTokenMs: good(({ firstTokenMs }) => firstTokenMs),
    durationMs: good(({ durationMs }) => durationMs),
    cost: good((arm, uid) => (arm.isOk ? costOf(uid, arm) : null)),
  };
}

function isOk(arm: Arm): number {
  return Number(arm.isOk);
}

interface Context {
  choices: readonly LoggedChoice[];
  chances: readonly (readonly number[])[];
  weights: readonly (readonly number[])[];
  /** Sums of a request's weights. */
  totals: readonly number[];
  effective: number;
}

function estimateSuccess(context: Context): PolicyFigure {
  const weighted = ratioOfMeans(weightedSums(context, isOk), context.totals);
  const robust = ratioOfMeans(
    robustValues(context, isOk),
    context.choices.map(() => 1),
  );
  return { weighted: shareFigure(weighted, context), doublyRobust: shareFigure(robust, context) };
}

/** The mean of a measure over the answers that have it. */
function estimateMean(context: Context, measure: (arm: Arm, uid: number) => number | null): PolicyFigure | null {
  const value = (arm: Arm, uid: number) => measure(arm, uid) ?? 0;
  const isMeasured = (arm: Arm, uid: number) => Number(measure(arm, uid) !== null);
  const measured = weightedSums(context, isMeasured);
  const effective = effectiveSize(measured);
  if (effective < MIN_EFFECTIVE) return null;
  const weighted = ratioOfMeans(weightedSums(context, value), measured);
  const robust = ratioOfMeans(robustValues(context, value), robustValues(context, isMeasured));
  return { weighted: meanFigure(weighted, effective), doublyRobust: meanFigure(robust, effective) };
}

function weightedSums({ choices, weights }: Context, outcomeOf: (arm: Arm, uid: number) => number): number[] {
  return choices.map(({ contestants, arms }, position) =>
    arms.reduce((sum, arm, index) => sum + (weights[position]?.[index] ?? 0) * outcomeOf(arm, contestants[arm.at]?.[0] ?? -1), 0),
  );
}

/** What is predicted of the policy's choice in each request, and the weighted errors of the prediction for those that were asked. */
function robustValues({ choices, chances, weights }: Context, outcomeOf: (arm: Arm, uid: number) => number): number[] {
  const predict = predictOutcomes(choices, outcomeOf);
  return choices.map(({ contestants, arms }, position) => {
    const predicted = contestants.reduce((sum, [uid], at) => sum + (chances[position]?.[at] ?? 0) * predict(position, uid), 0);
    return arms.reduce((sum, arm, index) => {
      const uid = contestants[arm.at]?.[0] ?? -1;
      return sum + (weights[position]?.[index] ?? 0) * (outcomeOf(arm, uid) - predict(position, uid));
    }, predicted);
  });
}

/** A share's interval is Wilson's, over as many requests as the estimate is worth: one that saw no failure still says that there may be some. */
function shareFigure(estimate: Estimate | undefined, { effective, choices }: Context): Figure | null {
  if (!estimate) return null;
  const value = Math.min(1, Math.max(0, estimate.value));
  const variance = estimate.standardError ** 2;
  const size = variance > 0 && value > 0 && value < 1 ? Math.min(choices.length, (value * (1 - value)) / variance) : effective;
  return { value, ...wilsonInterval(value * size, size, CONFIDENCE) };
}

function meanFigure(estimate: Estimate | undefined, effective: number): Figure | null {
  if (!estimate) return null;
  const { value, standardError } = estimate;
  const half = studentQuantile(1 - (1 - CONFIDENCE) / 2, effective - 1) * standardError;
  return { value, low: Math.max(0, value - half), high: value + half };
}

/** Who would be asked and was not once, and how much of the choices that is. */
function untriedBy(choices: readonly LoggedChoice[], chances: readonly (readonly number[])[]): { uids: number[]; share: number } {
  const tried = new Set(choices.flatMap(({ contestants, arms }) => arms.map(({ at }) => contestants[at]?.[0])));
  const uids = new Set<number>();
  let missed = 0;
  for (const [position, { contestants }] of choices.entries()) {
    for (const [at, [uid]] of contestants.entries()) {
      const chance = chances[position]?.[at] ?? 0;
      if (chance === 0 || tried.has(uid)) continue;
      missed += chance;
      // An adaptive choice gives everybody some chance: one in a thousand is nobody who would be missed.
      if (chance > 0.001) uids.add(uid);
    }
  }
  return { uids: [...uids].toSorted((a, b) => a - b), share: choices.length === 0 ? 1 : missed / choices.length };
}
