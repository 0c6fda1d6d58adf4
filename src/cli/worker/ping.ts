import { defineCommand } from "../command.ts";

interface Pong {
  worker: string;
  durationMs: number;
  models: string[];
}

export const command = defineCommand({
  path: "worker ping",
  summary: "Ask whether a worker is there",
  positionals: [{ name: "NAME", about: "The worker's name" }],
  async run(context, { positionals: [name = ""] }) {
    const pong = await context.client.post<Pong>(`/assay/v1/workers/${encodeURIComponent(name)}/ping`);
    const models =
      pong.models.length === 0 ? "" : ` It serves ${pong.models.slice(0, 10).join(", ")}${pong.models.length > 10 ? ", …" : ""}.`;
    context.result(pong, () => `${pong.worker} answered in ${pong.durationMs.toFixed(1)} ms.${models}`);
  },
});
