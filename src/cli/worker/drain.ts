import { setTimeout as delay } from "node:timers/promises";
import type { WorkerSnapshot } from "../../workers/index.ts";
import { defineCommand } from "../command.ts";

const POLL_MS = 200;

const options = {
  wait: { type: "boolean", about: "Come back when nothing is in flight any more: then it can be stopped" },
} as const;

export const command = defineCommand({
  path: "worker drain",
  summary: "Let a worker finish what it took and take nothing new until it is resumed; runs wait for it",
  positionals: [{ name: "NAME", about: "The worker's name" }],
  options,
  examples: ["assay worker drain gpu-1 --wait", "assay worker resume gpu-1"],
  async run(context, { positionals: [name = ""], values }) {
    const path = `/assay/v1/workers/${encodeURIComponent(name)}`;
    let worker = await context.client.post<WorkerSnapshot>(`${path}/drain`);
    while (values.wait && worker.inFlight + worker.queued > 0 && !context.signal.aborted) {
      await delay(POLL_MS, undefined, { signal: context.signal }).catch(() => {});
      const { workers } = await context.client.get<{ workers: WorkerSnapshot[] }>("/assay/v1/workers");
      worker = workers.find((one) => one.uid === worker.uid) ?? { ...worker, inFlight: 0, queued: 0 };
    }
    const left = worker.inFlight + worker.queued;
    context.result(worker, () => (left === 0 ? `Worker ${name} is drained.` : `Worker ${name} is draining; ${left} to finish.`));
  },
});
