import type { WorkerSnapshot } from "../../workers/index.ts";
import { defineCommand } from "../command.ts";

export const command = defineCommand({
  path: "worker pause",
  summary: "Let a worker take nothing new until it is resumed; what it is answering ends, runs wait for it",
  positionals: [{ name: "NAME", about: "The worker's name" }],
  async run(context, { positionals: [name = ""] }) {
    const worker = await context.client.post<WorkerSnapshot>(`/assay/v1/workers/${encodeURIComponent(name)}/pause`);
    context.result(worker, () => `Worker ${name} is paused; ${worker.inFlight} in flight.`);
  },
});
