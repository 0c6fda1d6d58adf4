import type { WorkerSnapshot } from "../../workers/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

const COLUMNS = [
  { head: "uid", isNumber: true },
  { head: "name" },
  { head: "kind" },
  { head: "owner" },
  { head: "roles" },
  { head: "state" },
  { head: "in flight", isNumber: true },
  { head: "p50 ms", isNumber: true },
  { head: "p95 ms", isNumber: true },
  { head: "incentive", isNumber: true },
  { head: "interval" },
  { head: "faults" },
  { head: "last success" },
];

export const command = defineCommand({
  path: "worker list",
  summary: "List workers as they are now",
  async run(context) {
    const { workers } = await context.client.get<{ workers: WorkerSnapshot[] }>("/assay/v1/workers");
    context.result({ workers }, () =>
      workers.length === 0
        ? "No worker yet: `assay worker add` registers one, or declare them in assay.yaml."
        : formatTable(COLUMNS, workers.map(toRow)),
    );
  },
});

function toRow(worker: WorkerSnapshot): string[] {
  const { value, low, high } = worker.incentive;
  return [
    String(worker.uid),
    worker.name,
    worker.kind,
    worker.owner ?? "",
    worker.roles.join(", "),
    worker.state,
    `${worker.inFlight}/${worker.concurrency}`,
    milliseconds(worker.p50Ms),
    milliseconds(worker.p95Ms),
    value.toFixed(4),
    `${low.toFixed(4)} to ${high.toFixed(4)}`,
    Object.entries(worker.faults)
      .map(([fault, count]) => `${fault}: ${count}`)
      .join(", "),
    worker.lastSuccessAt ?? "never",
  ];
}

function milliseconds(value: number | null): string {
  return value === null ? "" : value.toFixed(0);
}
