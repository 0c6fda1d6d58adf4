import type { Managed } from "../../evals/managing/index.ts";
import { defineCommand, EXIT } from "../command.ts";

export const command = defineCommand({
  path: "network manage",
  summary: "Look now whom the plan wants asked, and ask them",
  examples: ["assay network manage"],
  async run({ client, result, err }) {
    const managed = await client.post<Managed>("/assay/v1/network/manage");
    for (const error of managed.errors) err(`Error: ${error}`);
    result(managed, () => {
      const started = managed.started.map(({ worker, task, qty }) => `${worker}: ${qty} of ${task}`);
      const held = Object.entries(managed.held).map(([reason, count]) => `${count} ${count === 1 ? "is" : "are"} left alone: ${reason}`);
      return [...started, ...held].join("\n") || "The plan asks for nothing now.";
    });
    return managed.errors.length > 0 ? EXIT.error : EXIT.ok;
  },
});
