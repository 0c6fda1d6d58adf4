import type { DatasetView } from "../../evals/index.ts";

const COMMIT_DIGITS = 12;

/** One line: `openai/gsm8k (main), revision 1: 7473 train, 1319 test, from the hub at cc7b047b6e5b`. */
export function renderDataset({ name, config, revision, splits, source }: DatasetView): string {
  const title = config === "" ? name : `${name} (${config})`;
  const origin = source === null ? "" : `, from the hub at ${source.commit.slice(0, COMMIT_DIGITS)}`;
  return `${title}, revision ${revision}: ${splits.map((split) => `${split.rows} ${split.name}`).join(", ")}${origin}`;
}
