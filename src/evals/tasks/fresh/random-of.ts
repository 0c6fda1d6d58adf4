import { createPythonRandom, type PythonRandom } from "../../python/index.ts";

/** The generator of one document: the same for the same seed and index, and unrelated to every other one's. */
export function randomOf(seed: number, index: number): PythonRandom {
  return createPythonRandom((BigInt(seed) << 64n) | BigInt(index));
}
