import type { RunSettings } from "../evals/index.ts";
import { parseNumber } from "./parse-number.ts";
import { UsageError } from "./usage-error.ts";

type Race = NonNullable<RunSettings["untilResolved"]>;

interface RaceOptions {
  "until-resolved": string | undefined;
  alpha: string | undefined;
  claim: string | undefined;
}

/** Options of commands that may start a race. */
export const RACE_OPTIONS = {
  "until-resolved": { type: "string", value: "pairs|top=K", about: "Ask only until all pairs, or the best K workers, are told apart" },
  alpha: { type: "string", value: "A", about: "With --until-resolved: accepted chance of any wrong claim (default 0.05)" },
  claim: {
    type: "string",
    value: "population|benchmark",
    about: "With --until-resolved: better on documents like these (default), or on all of these",
  },
} as const;

/** What `--until-resolved`, `--alpha` and `--claim` ask for; undefined without the first. */
export function parseRace({ "until-resolved": goal, alpha, claim }: RaceOptions): Partial<Race> | undefined {
  if (goal === undefined) {
    const lonely = alpha !== undefined ? "--alpha" : claim !== undefined ? "--claim" : undefined;
    if (lonely) throw new UsageError(`${lonely} says how a run with --until-resolved decides: name that, too.`, lonely);
    return undefined;
  }
  if (claim !== undefined && claim !== "population" && claim !== "benchmark") {
    throw new UsageError(`--claim is population or benchmark, not "${claim}".`, "--claim");
  }
  const level = parseNumber("--alpha", alpha);
  return { goal: parseGoal(goal), ...(level !== undefined && { alpha: level }), ...(claim !== undefined && { claim }) };
}

function parseGoal(text: string): Race["goal"] {
  if (text === "pairs") return "pairs";
  const [, top] = /^top=([1-9]\d*)$/.exec(text) ?? [];
  if (top === undefined) throw new UsageError(`--until-resolved is pairs or top=K, such as top=3, not "${text}".`, "--until-resolved");
  return { top: Number(top) };
}
