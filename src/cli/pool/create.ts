import { defineCommand } from "../command.ts";
import { parseNumber } from "../parse-number.ts";
import { UsageError } from "../usage-error.ts";
import { renderPool, type PoolView } from "./render-pool.ts";

export const command = defineCommand({
  path: "pool create",
  summary: "Open a pool: put money on a task for a period",
  options: {
    task: { type: "string", value: "TASK", about: "The task that ranks" },
    funder: { type: "string", value: "OWNER", about: "Whose money it is" },
    token: { type: "string", value: "T", about: "The token" },
    funds: { type: "string", value: "AMOUNT", about: "Whole units, in decimal digits" },
    days: { type: "string", value: "N", about: "How long it is open (default 30)" },
    documents: { type: "string", value: "N", about: "Only the first N documents of the task" },
    allocation: {
      type: "string",
      value: "RULE",
      about: "ArithmeticDecrease (default), WinnerTakesAll, Proportional, or Table:60,30,10 or Amounts:60,30,10",
    },
    ties: { type: "string", value: "order|share", about: "Whether entries that are not told apart share their places (default: order)" },
    id: { type: "string", value: "ID", about: "Yours: the same id again opens nothing" },
  },
  examples: ["assay pool create --task siqa --funder ann --token CRED --funds 1000000 --allocation ArithmeticDecrease --ties share"],
  async run({ client, result }, { values }) {
    for (const name of ["task", "funder", "token", "funds"] as const) {
      if (values[name] === undefined) throw new UsageError(`assay pool create needs --${name}.`, `--${name}`);
    }
    const [days, documents] = [parseNumber("--days", values.days), parseNumber("--documents", values.documents)];
    const pool = await client.post<PoolView>("/assay/v1/pools", {
      task: values.task,
      funder: values.funder,
      token: values.token,
      funds: values.funds,
      allocation: { rule: toRule(values.allocation ?? "ArithmeticDecrease"), ...(values.ties !== undefined && { ties: values.ties }) },
      ...(days !== undefined && { days }),
      ...(documents !== undefined && { documents }),
      ...(values.id !== undefined && { id: values.id }),
    });
    result(pool, () => renderPool(pool));
  },
});

function toRule(text: string): object {
  const [name = "", list] = text.split(":");
  const amounts = list?.split(",").map((amount) => amount.trim());
  if (name === "Table") return { name, shares: amounts ?? [] };
  return name === "Amounts" ? { name, amounts: amounts ?? [] } : { name };
}
