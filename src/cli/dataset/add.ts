import { resolve } from "node:path";
import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { followRegistration } from "./follow-registration.ts";
import { renderDataset } from "./render-dataset.ts";

export const command = defineCommand({
  path: "dataset add",
  summary: "Register a dataset of the Hugging Face hub, or files, for tasks to name",
  positionals: [{ name: "NAME", about: "The name that tasks use and the hub knows, such as openai/gsm8k" }],
  options: {
    from: { type: "string", value: "hub|files", about: "Where the rows are (default: files where --split is given, else the hub)" },
    split: {
      type: "string",
      multiple: true,
      value: "SPLIT=FILE",
      about: "A split's file: JSON Lines, JSON, CSV (each also .gz) or Parquet; several for a split in their order",
    },
    config: { type: "string", value: "NAME", about: "The dataset's configuration, such as main (default: none, or the hub's default)" },
    revision: { type: "string", value: "REV", about: "Branch, tag or commit on the hub (default: main); its commit is stored" },
  },
  examples: [
    "assay dataset add openai/gsm8k --config main",
    "assay dataset add TIGER-Lab/MMLU-Pro --from hub --revision main --json",
    "assay dataset add openai/gsm8k --config main --split train=train.jsonl.gz --split test=test.jsonl.gz",
  ],
  async run(context, { positionals: [name], values }) {
    const { config, revision, split = [], from = split.length > 0 ? "files" : "hub" } = values;
    if (from !== "hub" && from !== "files") throw new UsageError(`--from is hub or files, not ${from}.`, "--from");
    if (from === "hub" && split.length > 0) throw new UsageError("--split names files; leave it out to register from the hub.", "--split");
    if (from === "files" && revision !== undefined) throw new UsageError("--revision is for the hub; files have none.", "--revision");
    const registered = await followRegistration(context, {
      ...(name !== undefined && { name }),
      ...(from === "files" && { splits: parseSplits(split) }),
      ...(config !== undefined && { config }),
      ...(revision !== undefined && { revision }),
    });
    context.result(registered, () => `${renderDataset(registered)}${registered.isNew ? "" : " (registered already)"}`);
  },
});

function parseSplits(texts: readonly string[]): Record<string, string[]> {
  if (texts.length === 0) throw new UsageError("Name at least one split's file: --split test=FILE.");
  const splits: Record<string, string[]> = {};
  for (const text of texts) {
    const [, split, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (!split || !file) throw new UsageError(`--split ${text} is not of the form SPLIT=FILE, such as test=test.jsonl.`);
    // The server may run in another directory.
    (splits[split] ??= []).push(resolve(file));
  }
  return splits;
}
