import type { RunSummary } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

export const command = defineCommand({
  path: "run list",
  summary: "List runs, the newest first",
  async run(context) {
    const { runs } = await context.client.get<{ runs: RunSummary[] }>("/assay/v1/runs");
    context.result({ runs }, () =>
      runs.length === 0
        ? "No run yet: `assay eval --tasks fresh_arithmetic --workers all` starts one."
        : formatTable(
            [
              { head: "run" },
              { head: "state" },
              { head: "tasks" },
              { head: "workers", isNumber: true },
              { head: "scored", isNumber: true },
              { head: "created" },
            ],
            runs.map((run) => [
              run.id,
              run.state,
              run.tasks.join(","),
              String(run.workerCount),
              `${run.scored}/${run.instanceCount * run.workerCount}`,
              run.createdAt,
            ]),
          ),
    );
  },
});
