import { resolve } from "node:path";
import type { DatasetView } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { renderDataset } from "./render-dataset.ts";

export const command = defineCommand({
  path: "dataset add",
  summary: "Register files as a dataset that tasks can name",
  positionals: [{ name: "NAME", about: "The name that tasks use, such as openai/gsm8k" }],
  options: {
    split: {
      type: "string",
      multiple: true,
      value: "SPLIT=FILE",
      about: "A split's file: JSON Lines, JSON, CSV (each also .gz) or Parquet",
    },
    config: { type: "string", value: "NAME", about: "The dataset's configuration, such as main (default: none)" },
  },
  examples: ["assay dataset add openai/gsm8k --config main --split train=train.jsonl.gz --split test=test.jsonl.gz"],
  async run({ client, result }, { positionals: [name], values }) {
    const { config, split = [] } = values;
    const registered = await client.post<DatasetView & { isNew: boolean }>("/assay/v1/datasets", {
      name,
      splits: parseSplits(split),
      ...(config !== undefined && { config }),
    });
    result(registered, () => `${renderDataset(registered)}${registered.isNew ? "" : " (registered already)"}`);
  },
});

function parseSplits(texts: readonly string[]): Record<string, string> {
  if (texts.length === 0) throw new UsageError("Name at least one split's file: --split test=FILE.");
  const splits: Record<string, string> = {};
  for (const text of texts) {
    const [, split, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (!split || !file) throw new UsageError(`--split ${text} is not of the form SPLIT=FILE, such as test=test.jsonl.`);
    if (Object.hasOwn(splits, split)) throw new UsageError(`--split ${split} is given twice; a split is one file.`);
    // The server may run in another directory.
    splits[split] = resolve(file);
  }
  return splits;
}
