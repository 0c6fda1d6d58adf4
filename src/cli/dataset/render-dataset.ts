import type { DatasetView } from "../../evals/index.ts";

/** One line: `openai/gsm8k (main), revision 1: 7473 train, 1319 test`. */
export function renderDataset({ name, config, revision, splits }: DatasetView): string {
  const title = config === "" ? name : `${name} (${config})`;
  return `${title}, revision ${revision}: ${splits.map((split) => `${split.rows} ${split.name}`).join(", ")}`;
}
