import type { RunDetail, RunResult } from "../../evals/index.ts";
import { defineCommand, EXIT } from "../command.ts";
import { followRun } from "./follow-run.ts";
import { renderResult } from "./render-result.ts";

export const command = defineCommand({
  path: "run resume",
  summary: "Go on with a run that was interrupted, and wait for its end",
  positionals: [{ name: "RUN", about: "The run's id" }],
  async run(context, { positionals: [id = ""] }) {
    await context.client.post<RunDetail>(`/assay/v1/runs/${encodeURIComponent(id)}/resume`);
    const run = await followRun(context, id);
    if (context.signal.aborted) return EXIT.interrupted;
    const result = await context.client.get<RunResult>(`/assay/v1/runs/${run.id}/results`);
    for (const warning of result.warnings) context.err(`Warning: ${warning}`);
    context.result(result, () => renderResult(result));
    return run.state === "done" ? EXIT.ok : EXIT.error;
  },
});
