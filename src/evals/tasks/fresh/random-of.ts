import { createPythonRandom, type PythonRandom } from "../../python/index.ts";

/**
 * The generator of one document: the same for the same kind, seed and index, and unrelated to every other one's. The kind
 * is part of it so that documents of one index do not share level and names over the tasks.
 */
export function randomOf(kind: string, seed: number, index: number): PythonRandom {
  const salt = BigInt(`0x${Buffer.from(kind).toString("hex")}`);
  return createPythonRandom((salt << 128n) | (BigInt(seed) << 64n) | BigInt(index));
}

/** A document's difficulty, 1 (easy) to 5, so that weak and strong workers both have something to show. */
export function drawLevel(random: PythonRandom): number {
  return random.randomInteger(1, 5);
}
