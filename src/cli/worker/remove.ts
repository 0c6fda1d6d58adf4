import { defineCommand } from "../command.ts";

export const command = defineCommand({
  path: "worker remove",
  summary: "Take a worker out of the network; what it answered stays",
  positionals: [{ name: "NAME", about: "The worker's name" }],
  async run(context, { positionals: [name = ""] }) {
    await context.client.delete(`/assay/v1/workers/${encodeURIComponent(name)}`);
    context.result({ removed: name }, () => `Worker ${name} is removed.`);
  },
});
