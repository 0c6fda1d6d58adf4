import type { Comparison, RunComparison } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";
import { decimals } from "./render-result.ts";

export const command = defineCommand({
  path: "run compare",
  summary: "Two workers of a run, or of two runs, document by document",
  positionals: [
    { name: "RUN", about: "The run's id" },
    { name: "A", about: "One worker" },
    { name: "B", about: "The other" },
  ],
  options: { other: { type: "string", value: "RUN", about: "B is a worker of this run; compared are the documents of both, by task" } },
  async run(context, { positionals: [id = "", a = "", b = ""], values }) {
    if (values.other !== undefined) {
      const query = new URLSearchParams({ a, b, other: values.other });
      const both = await context.client.get<RunComparison>(`/assay/v1/runs/${encodeURIComponent(id)}/compare/runs?${query}`);
      context.result(both, () => renderRuns(both));
      return;
    }
    const query = new URLSearchParams({ a, b });
    const pair = await context.client.get<Comparison>(`/assay/v1/runs/${encodeURIComponent(id)}/compare?${query}`);
    context.result(pair, () => render(pair));
  },
});

function render(pair: Comparison): string {
  const interval = pair.low === null ? "" : ` (95 % interval ${decimals(pair.low)} to ${decimals(pair.high)})`;
  const test = pair.test === "mcnemar" ? "exact paired test (McNemar)" : "paired t test";
  const adjusted = pair.pAdjusted === null ? "" : `, ${pair.pAdjusted.toPrecision(3)} corrected over all pairs`;
  const more =
    pair.documentsNeeded === null
      ? "no number of documents at this rate would tell them apart"
      : `about ${pair.documentsNeeded} more documents would tell them apart`;
  return [
    `${pair.documents} documents that both have an outcome for; only ${pair.a} solved ${pair.wins}, only ${pair.b} solved ${pair.losses}.`,
    `Difference ${decimals(pair.difference)}${interval}; ${test} p = ${pair.pValue.toPrecision(3)}${adjusted}.`,
    pair.better !== null
      ? `Resolved: ${pair.better} is better than ${pair.better === pair.a ? pair.b : pair.a}.`
      : `Not resolved: ${more}.`,
    ...(Object.keys(pair.tasks).length > 1 ? ["", renderTasks(pair.tasks, pair)] : []),
  ].join("\n");
}

function renderRuns({ a, b, tasks, ...all }: RunComparison): string {
  return [`a: ${a.worker} in ${a.run}; b: ${b.worker} in ${b.run}.`, renderTasks(tasks, all)].join("\n");
}

/** A line a task, and one of all. */
function renderTasks(tasks: RunComparison["tasks"], all: RunComparison["tasks"][string]): string {
  const rows = [...Object.entries(tasks), ["all", all] as const].map(([name, one]) => [
    name,
    String(one.documents),
    String(one.wins),
    String(one.losses),
    decimals(one.difference),
    one.low === null ? "" : `${decimals(one.low)} to ${decimals(one.high)}`,
    one.pValue.toPrecision(3),
  ]);
  const columns = [
    { head: "task" },
    { head: "documents", isNumber: true },
    { head: "only a", isNumber: true },
    { head: "only b", isNumber: true },
    { head: "a - b", isNumber: true },
    { head: "95 % interval" },
    { head: "p", isNumber: true },
  ];
  return formatTable(columns, rows);
}
