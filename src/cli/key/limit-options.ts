import type { Options, Values } from "../command.ts";
import { parseNumber } from "../parse-number.ts";
import { UsageError } from "../usage-error.ts";

const MICROS = 1_000_000;
const NONE = "none";

/** Options by which a key is limited. */
export const LIMIT_OPTIONS = {
  "requests-per-minute": { type: "string", value: "N", about: "Most requests a minute (default: no limit)" },
  "tokens-per-minute": { type: "string", value: "N", about: "Most tokens a minute, of prompts and answers (default: no limit)" },
  budget: { type: "string", value: "MONEY", about: "Most money, in units of the account currency: 2.50 (default: no limit)" },
  "budget-tokens": { type: "string", value: "N", about: "Most tokens (default: no limit)" },
  per: { type: "string", value: "PERIOD", about: "Of the budget: total, day or month, in UTC (default: total)" },
  cache: {
    type: "string",
    value: "SECONDS",
    about: "Answer the same request (temperature 0, or embeddings) from the key's cache for so long (default: never)",
  },
} as const satisfies Options;

export interface Budget {
  micros: number | null;
  tokens: number | null;
  period: string;
}

/** The part of a request's body that these options give; `none` takes a limit away. @param present the budget that stays where nothing is said of it */
export function limitsIn(values: Values<typeof LIMIT_OPTIONS>, present: Budget | null): Record<string, unknown> {
  const number = (option: keyof typeof LIMIT_OPTIONS) => (values[option] === NONE ? null : parseNumber(`--${option}`, values[option]));
  const given = {
    requestsPerMinute: number("requests-per-minute"),
    tokensPerMinute: number("tokens-per-minute"),
    cacheSeconds: number("cache"),
    budget: budgetIn(number("budget"), number("budget-tokens"), values.per, present),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function budgetIn(
  money: number | null | undefined,
  givenTokens: number | null | undefined,
  period: string | undefined,
  present: Budget | null,
): Budget | null | undefined {
  if (money === undefined && givenTokens === undefined && period === undefined) return undefined;
  const micros = money === undefined ? (present?.micros ?? null) : money === null ? null : Math.round(money * MICROS);
  const tokens = givenTokens === undefined ? (present?.tokens ?? null) : givenTokens;
  if (micros === null && tokens === null) {
    if (period !== undefined) throw new UsageError("--per says of which budget: give --budget or --budget-tokens with it.", "--per");
    return null;
  }
  return { micros, tokens, period: period ?? present?.period ?? "total" };
}
