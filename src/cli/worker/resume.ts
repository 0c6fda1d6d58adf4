import type { WorkerSnapshot } from "../../workers/index.ts";
import { defineCommand } from "../command.ts";

export const command = defineCommand({
  path: "worker resume",
  summary: "Let a paused or drained worker take requests again",
  positionals: [{ name: "NAME", about: "The worker's name" }],
  async run(context, { positionals: [name = ""] }) {
    const worker = await context.client.post<WorkerSnapshot>(`/assay/v1/workers/${encodeURIComponent(name)}/resume`);
    context.result(worker, () => `Worker ${name} takes requests again.`);
  },
});
