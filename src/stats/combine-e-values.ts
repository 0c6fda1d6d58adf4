/**
 * The mean of e-values is an e-value of the hypothesis that all of theirs are true, however they depend on each other; up to a constant no other rule is
 * better (Vovk & Wang 2021, "E-values: calibration, combination and applications"). Of none: 1.
 */
export function averageEValues(eValues: readonly number[]): number {
  return eValues.length === 0 ? 1 : eValues.reduce((sum, e) => sum + e / eValues.length, 0);
}

/**
 * Which hypotheses are rejected with a family-wise error of at most alpha, whatever the dependence: Holm's steps on 1 / e, which is a p-value. The
 * largest e-value needs m / alpha, the next (m - 1) / alpha, and so on.
 */
export function eHolm(eValues: readonly number[], alpha: number): boolean[] {
  return stepUntil(eValues, (place) => (eValues.length - place) / alpha, "first");
}

/**
 * Which hypotheses are rejected with a false discovery rate of at most alpha, whatever the dependence: e-BH (Wang & Ramdas 2022). The k largest,
 * for the greatest k of which the k-th is at least m / (k alpha).
 */
export function eBenjaminiHochberg(eValues: readonly number[], alpha: number): boolean[] {
  return stepUntil(eValues, (place) => eValues.length / ((place + 1) * alpha), "last");
}

/** @param ends `first`: the first that falls short ends it; `last`: all before the last that does not */
function stepUntil(eValues: readonly number[], threshold: (place: number) => number, ends: "first" | "last"): boolean[] {
  const order = eValues.map((_, index) => index).toSorted((a, b) => (eValues[b] ?? 0) - (eValues[a] ?? 0));
  const reaches = order.map((index, place) => (eValues[index] ?? 0) >= threshold(place));
  const count = ends === "last" ? reaches.lastIndexOf(true) + 1 : reaches.includes(false) ? reaches.indexOf(false) : reaches.length;
  const rejected = new Set(order.slice(0, count));
  return eValues.map((_, index) => rejected.has(index));
}
