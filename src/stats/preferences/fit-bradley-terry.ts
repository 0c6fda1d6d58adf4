import { LuDecomposition, Matrix } from "ml-matrix";
import { normalQuantile } from "../normal-quantile.ts";
import { isConnected } from "./is-connected.ts";

/** Two that were compared. */
export interface Match {
  first: number;
  second: number;
  /** 1: the first was preferred; 0: the second; 1/2: a tie. */
  outcome: 0 | 0.5 | 1;
  /** Default 1. */
  weight?: number;
  /** What else may have decided, first less second: the length of the texts, say. Of the same length in every match. */
  covariates?: readonly number[];
}

export interface Rating {
  /** In natural logits; strengths have the mean 0. */
  value: number;
  standardError: number;
  low: number;
  high: number;
}

export interface BradleyTerry {
  strengths: Rating[];
  covariates: Rating[];
}

const MAX_STEPS = 100;
const PRECISION = 1e-10;

/**
 * Bradley and Terry's model by weighted maximum likelihood: the first is preferred with the chance 1 / (1 + exp(-(s1 - s2 + b x))). A tie is half a win for each (the
 * quasi-likelihood of Chatbot Arena, arXiv 2403.04132). Newton's method; standard errors by the sandwich of Huber and White (HC0),
 * which holds where the model does not quite.
 * @param count the numbers in the matches are below it
 * @returns null where strengths are not finite: somebody, or a group, never lost to the others or never won; or where covariates say the same
 */
export function fitBradleyTerry(
  matches: readonly Match[],
  { count, confidence = 0.95 }: { count: number; confidence?: number },
): BradleyTerry | null {
  if (!isConnected(count, matches.flatMap(beatsOf))) return null;
  const columns = count + (matches[0]?.covariates?.length ?? 0);
  const rows = matches.map((match) => toRow(match, count, columns));
  let parameters = new Float64Array(columns);
  for (let step = 0; ; step++) {
    if (step === MAX_STEPS) return null;
    const { gradient, information } = derivatives(matches, rows, parameters);
    const solver = new LuDecomposition(pinned(information, count));
    if (solver.isSingular()) return null;
    const move = solver.solve(Matrix.columnVector(gradient)).to1DArray();
    parameters = parameters.map((value, index) => value + (move[index] ?? 0));
    if (Math.max(...move.map(Math.abs)) < PRECISION) break;
  }
  const { information, scores } = derivatives(matches, rows, parameters);
  const bread = new LuDecomposition(pinned(information, count)).solve(Matrix.eye(columns));
  const covariance = bread.mmul(scores).mmul(bread);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const ratings = [...parameters].map((value, index): Rating => {
    const standardError = Math.sqrt(Math.max(0, covariance.get(index, index)));
    return { value, standardError, low: value - z * standardError, high: value + z * standardError };
  });
  return { strengths: ratings.slice(0, count), covariates: ratings.slice(count) };
}

function beatsOf({ first, second, outcome, weight = 1 }: Match): [number, number][] {
  if (weight <= 0) return [];
  return [...(outcome > 0 ? [[first, second] as [number, number]] : []), ...(outcome < 1 ? [[second, first] as [number, number]] : [])];
}

function toRow({ first, second, covariates = [] }: Match, count: number, columns: number): Float64Array {
  const row = new Float64Array(columns);
  row[first] = 1;
  row[second] = -1;
  row.set(covariates, count);
  return row;
}

/** Strengths are known up to a constant. With ones added to their part the information can be inverted, and their sum stays 0. */
function pinned(information: Matrix, count: number): Matrix {
  const sum = information.clone();
  for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) sum.set(a, b, sum.get(a, b) + 1);
  return sum;
}

function derivatives(matches: readonly Match[], rows: readonly Float64Array[], parameters: Float64Array) {
  const columns = parameters.length;
  const gradient = new Float64Array(columns);
  const [information, scores] = [Matrix.zeros(columns, columns), Matrix.zeros(columns, columns)];
  for (const [index, { outcome, weight = 1 }] of matches.entries()) {
    const row = rows[index] as Float64Array;
    const chance = 1 / (1 + Math.exp(-row.reduce((sum, x, column) => sum + x * (parameters[column] as number), 0)));
    const residual = weight * (outcome - chance);
    const variance = weight * chance * (1 - chance);
    const used = [...row.keys()].filter((column) => row[column] !== 0);
    for (const a of used) {
      const x = row[a] as number;
      gradient[a] = (gradient[a] as number) + residual * x;
      for (const b of used) {
        const product = x * (row[b] as number);
        information.set(a, b, information.get(a, b) + variance * product);
        scores.set(a, b, scores.get(a, b) + residual * residual * product);
      }
    }
  }
  return { gradient, information, scores };
}
