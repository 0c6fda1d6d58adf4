import type { DatasetView } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { renderDataset } from "./render-dataset.ts";

export const command = defineCommand({
  path: "dataset remove",
  summary: "Remove a dataset that no run uses",
  positionals: [{ name: "NAME", about: "The dataset's name" }],
  options: {
    config: { type: "string", value: "NAME", about: "Its configuration, when it has several" },
    revision: { type: "string", value: "N", about: "Only this revision (default: all)" },
  },
  async run({ client, result }, { positionals: [name = ""], values }) {
    const query = new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
    const removed = await client.delete<{ datasets: DatasetView[] }>(`/assay/v1/datasets/${encodeURIComponent(name)}?${query.toString()}`);
    result(removed, () => removed.datasets.map((dataset) => `Removed ${renderDataset(dataset)}`).join("\n"));
  },
});
