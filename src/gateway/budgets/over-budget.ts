import { AssayError } from "../../lib/errors.ts";
import { minus, most, NOTHING, type Amount } from "./amount.ts";
import { capOf, type Budget } from "./budget.ts";

const NANOS_PER_UNIT = 1e9;
const PER_PERIOD = { total: "", day: " a day", month: " a month" } as const;

/** Why a request is refused: what the key may spend, what is left of it, and what this may cost. */
export function overBudget(budget: Budget, need: Amount, { spent, held }: { spent: Amount; held: Amount }): AssayError {
  const left = most(minus(capOf(budget), spent), NOTHING);
  const isMoney = need.nanos > minus(left, held).nanos && budget.nanos !== null;
  const tell = (amount: Amount) => (isMoney ? formatMoney(amount.nanos) : `${amount.tokens} tokens`);
  const under = tell(held) === tell(NOTHING) ? "" : `, ${tell(held)} of it set aside for requests under way`;
  return new AssayError(
    "over_budget",
    `The key ${budget.name} has a budget of ${tell(capOf(budget))}${PER_PERIOD[budget.period]}: ${tell(left)} is left${under}, and this request may take ${tell(need)}.`,
  );
}

/** Units of the account currency, without trailing zeros. */
function formatMoney(nanos: number): string {
  return (nanos / NANOS_PER_UNIT).toFixed(9).replace(/\.?0+$/, "");
}
