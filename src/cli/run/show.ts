import type { RunDetail, RunResult } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";
import { renderResult } from "./render-result.ts";

export const command = defineCommand({
  path: "run show",
  summary: "A run's progress and results",
  positionals: [{ name: "RUN", about: "The run's id" }],
  async run(context, { positionals: [id = ""] }) {
    const run = await context.client.get<RunDetail>(`/assay/v1/runs/${encodeURIComponent(id)}`);
    const result = await context.client.get<RunResult>(`/assay/v1/runs/${encodeURIComponent(id)}/results`);
    context.result({ ...run, results: result }, () => [renderProgress(run), "", renderResult(result, run)].join("\n"));
  },
});

function renderProgress(run: RunDetail): string {
  const head = `Run ${run.id} is ${run.state}: ${run.scored} of ${run.instanceCount * run.workerCount} samples.${run.error ? ` ${run.error}` : ""}`;
  const workers = formatTable(
    [{ head: "worker" }, { head: "state" }, { head: "answered", isNumber: true }, { head: "scored", isNumber: true }, { head: "error" }],
    run.workers.map((worker) => [
      worker.name,
      worker.held ?? worker.state,
      String(worker.answered),
      String(worker.scored),
      worker.error ?? "",
    ]),
  );
  return [head, ...run.warnings.map((warning) => `Warning: ${warning}`), "", workers].join("\n");
}
