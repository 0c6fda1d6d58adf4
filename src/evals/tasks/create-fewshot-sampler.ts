import { isDeepStrictEqual } from "node:util";

import { AssayError } from "../../lib/errors.ts";
import { createPythonRandom } from "../python/index.ts";
import type { Document } from "./document.ts";
import type { Task } from "./task.ts";

/** Draws the examples of one prompt. Every call moves the generator on. */
export type FewshotSampler = (document: Document) => readonly Document[];

/**
 * The harness's samplers: `first_n` takes the first, the default draws with `random.Random(seed).sample`.
 * One more is drawn when few-shots come from the split that is asked (by the configuration's words, so also when it names
 * neither), and the asked document itself is taken out.
 */
export function createFewshotSampler(task: Task, pool: readonly Document[], count: number, seed: number): FewshotSampler {
  if (count === 0) return () => [];
  const sampler = task.config.fewshot_config?.sampler ?? "default";
  const isSameSplit = task.config.fewshot_split === task.config.test_split;
  const drawn = Math.min(isSameSplit ? count + 1 : count, pool.length);
  const random = createPythonRandom(seed);
  const withoutItself = (examples: readonly Document[], document: Document) => {
    const others = examples.filter((example) => !isSameDocument(example, document));
    return others.length > count ? others.slice(0, count) : others;
  };
  if (sampler === "first_n") {
    const first = pool.slice(0, drawn);
    const usual = first.slice(0, count);
    return (document) => (first.some((example) => isSameDocument(example, document)) ? withoutItself(first, document) : usual);
  }
  if (sampler !== "default") {
    throw new AssayError("invalid_input", `The task ${task.name} has an unknown few-shot sampler.`, { field: "fewshot_config" });
  }
  return (document) => withoutItself(random.sample(pool, drawn), document);
}

/** Cheap where documents differ, which is nearly always. */
function isSameDocument(one: Document, other: Document): boolean {
  if (one === other) return true;
  for (const key in one) {
    const [a, b] = [one[key], other[key]];
    if (typeof a !== "object" && a !== b) return false;
  }
  return isDeepStrictEqual(one, other);
}
