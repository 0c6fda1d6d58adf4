import type { RunDetail, RunResult } from "../../evals/index.ts";
import { defineCommand, EXIT } from "../command.ts";
import { followRun } from "./follow-run.ts";
import { parseBudget } from "../parse-budget.ts";
import { renderResult } from "./render-result.ts";
import { reportEnd } from "./report-end.ts";

export const command = defineCommand({
  path: "run resume",
  summary: "Go on with a run that was interrupted, and wait for its end",
  positionals: [{ name: "RUN", about: "The run's id" }],
  options: {
    budget: {
      type: "string",
      value: "CAPS",
      about: "Other caps, counted from the run's beginning: calls=9000,usd=5; what is not named stays",
    },
  },
  examples: ["assay run resume 20260101-0a1b2c3d --budget calls=9000"],
  async run(context, { positionals: [id = ""], values }) {
    const budget = parseBudget(values.budget);
    await context.client.post<RunDetail>(`/assay/v1/runs/${encodeURIComponent(id)}/resume`, budget && { budget });
    const run = await followRun(context, id);
    if (context.signal.aborted) return EXIT.interrupted;
    const result = await context.client.get<RunResult>(`/assay/v1/runs/${run.id}/results`);
    for (const warning of result.warnings) context.err(`Warning: ${warning}`);
    context.result(result, () => renderResult(result, run));
    return reportEnd(context, run);
  },
});
