import { formatTable } from "../format-table.ts";

/** What the API says of keys. */
export interface KeyList {
  keys: {
    name: string;
    scopes: string[];
    requestsPerMinute: number | null;
    tokensPerMinute: number | null;
    cacheSeconds: number | null;
    budget: Budget | null;
    createdAt: string;
  }[];
}

interface Budget {
  micros: number | null;
  tokens: number | null;
  period: string;
  spent: Amount;
  reserved: Amount;
  left: { micros: number | null; tokens: number | null };
}

interface Amount {
  micros: number;
  tokens: number;
}

const MICROS = 1_000_000;
const NONE = "-";

/** Keys with their limits, and how their budgets stand. */
export function renderKeys(keys: KeyList["keys"]): string {
  const rows = keys.map(({ budget, ...key }) => [
    key.name,
    key.scopes.join(","),
    String(key.requestsPerMinute ?? NONE),
    String(key.tokensPerMinute ?? NONE),
    key.cacheSeconds === null ? NONE : `${key.cacheSeconds} s`,
    budget === null ? NONE : `${tell(budget, budget)}${budget.period === "total" ? "" : ` a ${budget.period}`}`,
    budget === null ? NONE : tell(budget.spent, budget),
    budget === null ? NONE : tell(budget.reserved, budget),
    budget === null ? NONE : tell(budget.left, budget),
    key.createdAt,
  ]);
  return formatTable(COLUMNS, rows);
}

const COLUMNS = [
  { head: "name" },
  { head: "scopes" },
  { head: "requests/min", isNumber: true },
  { head: "tokens/min", isNumber: true },
  { head: "cache", isNumber: true },
  { head: "budget", isNumber: true },
  { head: "spent", isNumber: true },
  { head: "reserved", isNumber: true },
  { head: "left", isNumber: true },
  { head: "since" },
];

/** Of money, of tokens or of both: what the budget limits. */
function tell(amount: { micros: number | null; tokens: number | null }, budget: Budget): string {
  const money = budget.micros === null ? [] : [formatMicros(amount.micros ?? 0)];
  const tokens = budget.tokens === null ? [] : [`${amount.tokens ?? 0} tokens`];
  return [...money, ...tokens].join(", ");
}

/** Units of the account currency: two decimals, or more where they say something. */
export function formatMicros(micros: number): string {
  return (micros / MICROS).toFixed(9).replace(/(\.\d\d\d*?)0+$/, "$1");
}
