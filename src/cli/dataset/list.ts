import type { DatasetView } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

const HASH_DIGITS = 12;

export const command = defineCommand({
  path: "dataset list",
  summary: "List the registered datasets, every revision",
  async run({ client, result }) {
    const list = await client.get<{ datasets: DatasetView[] }>("/assay/v1/datasets");
    result(list, () => {
      const rows = list.datasets.map((dataset) => [
        dataset.name,
        dataset.config,
        String(dataset.revision),
        dataset.splits.map((split) => `${split.name} ${split.rows}`).join(", "),
        dataset.contentHash.slice(0, HASH_DIGITS),
        dataset.createdAt,
      ]);
      const heads = [
        { head: "NAME" },
        { head: "CONFIG" },
        { head: "REVISION", isNumber: true },
        { head: "SPLITS" },
        { head: "HASH" },
        { head: "SINCE" },
      ];
      return formatTable(heads, rows);
    });
  },
});
