import type { Budget } from "../evals/index.ts";
import { UsageError } from "./usage-error.ts";

const PARTS: ReadonlySet<string> = new Set(["calls", "tokens", "usd"]);

/** `calls=5000,usd=2.5` as caps; undefined when the option was not given. */
export function parseBudget(text: string | undefined): Budget | undefined {
  if (text === undefined) return undefined;
  const budget: Record<string, number> = {};
  for (const pair of text.split(",")) {
    const [name = "", value = ""] = pair.split("=").map((part) => part.trim());
    const cap = value === "" ? Number.NaN : Number(value);
    if (!PARTS.has(name) || !(cap > 0)) {
      throw new UsageError(
        `--budget takes calls=N, tokens=N and usd=AMOUNT, separated by commas, and "${pair}" is none of these.`,
        "--budget",
      );
    }
    if (name in budget) throw new UsageError(`--budget names ${name} twice.`, "--budget");
    budget[name] = cap;
  }
  return budget;
}
