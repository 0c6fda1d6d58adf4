import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RunDetail } from "../../evals/index.ts";
import { defineCommand } from "../command.ts";
import { reportInHarnessForm } from "../lm-eval/report-in-harness-form.ts";
import { UsageError } from "../usage-error.ts";

const FORMATS = ["jsonl", "csv", "parquet", "lm_eval"];

export const command = defineCommand({
  path: "run export",
  summary: "Write a run's samples to a file, or its results and samples as lm_eval writes them",
  positionals: [{ name: "RUN", about: "The run's id" }],
  options: {
    format: { type: "string", value: "FORMAT", about: "jsonl (default), csv, parquet, or lm_eval" },
    output: { type: "string", short: "o", value: "FILE|DIR", about: "Default: RUN.jsonl and the like; for lm_eval the folder RUN" },
    worker: { type: "string", value: "NAME", about: "Only this worker's" },
    task: { type: "string", value: "TASK", about: "Only this task's; not with lm_eval" },
  },
  examples: ["assay run export 20260101-0a1b2c3d --format parquet", "assay run export 20260101-0a1b2c3d --format lm_eval --output out"],
  async run(context, { positionals: [id = ""], values }) {
    const { format = "jsonl", worker, task } = values;
    if (!FORMATS.includes(format)) throw new UsageError(`--format takes ${FORMATS.join(", ")}, and not ${format}.`, "--format");
    if (format === "lm_eval") {
      if (task !== undefined) throw new UsageError("--format lm_eval writes all tasks of a run: leave out --task.", "--task");
      const run = await context.client.get<RunDetail>(`/assay/v1/runs/${encodeURIComponent(id)}`);
      const reports = await reportInHarnessForm(context, run, {
        outputPath: values.output ?? id,
        hasSamples: true,
        showConfig: false,
        worker,
      });
      context.result(
        { run: id, workers: reports.map(({ assay }) => assay.worker) },
        () => `Wrote the results of ${reports.length} workers.`,
      );
      return;
    }
    const file = values.output ?? `${id}.${format}`;
    const query = new URLSearchParams({ format, ...(worker !== undefined && { worker }), ...(task !== undefined && { task }) });
    const bytes = await context.client.download(`/assay/v1/runs/${encodeURIComponent(id)}/export?${query}`);
    await writeWhole(file, bytes);
    context.result({ run: id, file }, () => `Wrote ${file}`);
  },
});

/** Writes a file that is whole or not there. */
async function writeWhole(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  try {
    await pipeline(Readable.from(bytes), createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
