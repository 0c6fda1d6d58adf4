import type { RunDetail } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";

export const command = defineCommand({
  path: "run cancel",
  summary: "Stop a run; what was scored stays",
  positionals: [{ name: "RUN", about: "The run's id" }],
  async run(context, { positionals: [id = ""] }) {
    const run = await context.client.post<RunDetail>(`/assay/v1/runs/${encodeURIComponent(id)}/cancel`);
    context.result(run, () => `Run ${run.id} is cancelled: ${run.scored} samples stay. \`assay run resume ${run.id}\` goes on.`);
  },
});
