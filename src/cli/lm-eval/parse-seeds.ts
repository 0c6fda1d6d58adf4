import { randomInt } from "node:crypto";
import { UsageError } from "../usage-error.ts";

const DEFAULTS = [0, 1234, 1234, 1234] as const;
const MAX_SEED = 4_294_967_295;

/** Seeds of Python's generator, numpy's, torch's and of the few-shots; null: not seeded. Only the last changes anything here. */
export interface Seeds {
  random: number | null;
  numpy: number | null;
  torch: number | null;
  fewshot: number | null;
  /** What few-shots are drawn with: a seed that was drawn itself where `None` was asked for, so that the run can be repeated. */
  drawn: number;
}

/** `0,1234,1234,1234`, one number for all four, or `None` in their places. */
export function parseSeeds(text: string | undefined): Seeds {
  const items = (text ?? DEFAULTS.join(",")).split(",").map(parseSeed);
  if (items.length !== 1 && items.length !== 3 && items.length !== 4) {
    throw new UsageError(
      `--seed takes one number, or those of random, numpy, torch and few-shots, and "${text}" has ${items.length}.`,
      "--seed",
    );
  }
  const [random = null, numpy = null, torch = null, fewshot = null] =
    items.length === 1 ? Array(4).fill(items[0]) : [...items, ...DEFAULTS.slice(items.length)];
  return { random, numpy, torch, fewshot, drawn: fewshot ?? randomInt(MAX_SEED) };
}

function parseSeed(text: string): number | null {
  const trimmed = text.trim();
  if (/^none$/i.test(trimmed)) return null;
  const seed = /^[-+]?\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (seed >= 0 && seed <= MAX_SEED) return seed;
  throw new UsageError(`--seed takes whole numbers from 0 to ${MAX_SEED} or None, and "${text}" is neither.`, "--seed");
}
