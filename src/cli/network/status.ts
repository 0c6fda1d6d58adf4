import type { WindowView } from "../../evals/managing/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

const HASH_DIGITS = 12;

export const command = defineCommand({
  path: "network status",
  summary: "Show what is known of workers of late, by task",
  options: { worker: { type: "string", value: "NAME", about: "Only this worker" } },
  examples: ["assay network status", "assay network status --worker llama-3-8b --json"],
  async run({ client, result }, { values: { worker } }) {
    const query = worker === undefined ? "" : `?worker=${encodeURIComponent(worker)}`;
    const list = await client.get<{ windows: WindowView[] }>(`/assay/v1/network/windows${query}`);
    result(list, () => {
      const heads = [
        { head: "WORKER" },
        { head: "TASK" },
        { head: "OK", isNumber: true },
        { head: "MEAN", isNumber: true },
        { head: "SD", isNumber: true },
        { head: "MEDIAN MS", isNumber: true },
        { head: "ERRORS", isNumber: true },
        { head: "SIGNATURE" },
        { head: "LAST ASKED" },
      ];
      return formatTable(
        heads,
        list.windows.map((window) => [
          window.worker,
          window.task,
          String(window.ok),
          rounded(window.meanScore, 3),
          rounded(window.deviationScore, 3),
          rounded(window.medianMs, 0),
          window.errorRate === null ? "" : `${(100 * window.errorRate).toFixed(0)} %`,
          window.signature === null ? "" : `${window.signature.slice(0, HASH_DIGITS)}${window.signatures > 1 ? " (changed)" : ""}`,
          window.lastAsked ?? "",
        ]),
      );
    });
  },
});

function rounded(value: number | null, digits: number): string {
  return value === null ? "" : value.toFixed(digits);
}
