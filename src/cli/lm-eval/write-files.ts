import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { HarnessReport } from "../../evals/index.ts";
import type { ApiCalls } from "../command.ts";

interface Input {
  run: string;
  worker: string;
  /** A folder, or a `.json` file whose name is begun with. */
  outputPath: string;
  hasSamples: boolean;
  /** Tasks in the order of the results file. */
  tasks: readonly string[];
  /** The same for all files of a command. */
  stamp: string;
  /** The folder of this worker, where the harness would take the model's name; for several workers of one model. */
  folder?: string | undefined;
}

/** Local time as Python's isoformat has it, with dashes for colons: microseconds are three zeros more than we know. */
export function stampOf(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return `${local.toISOString().replace("Z", "").replaceAll(":", "-")}000`;
}

/** Writes one worker's results, and its samples where wanted, as the harness writes them. @returns the files */
export async function writeHarnessFiles(client: ApiCalls, report: HarnessReport, input: Input): Promise<string[]> {
  const { outputPath, stamp } = input;
  const isFile = outputPath.endsWith(".json");
  const directory = isFile ? dirname(outputPath) : join(outputPath, input.folder ?? report.model_name_sanitized);
  await mkdir(directory, { recursive: true });
  const results = join(directory, `${isFile ? parse(outputPath).name : "results"}_${stamp}.json`);
  await writeFile(results, JSON.stringify(report, null, 2));
  const files = [results];
  for (const task of input.hasSamples ? input.tasks : []) {
    const file = join(directory, `samples_${task}_${stamp}.jsonl`);
    const query = new URLSearchParams({ format: "lm_eval", worker: input.worker, task });
    const bytes = await client.download(`/assay/v1/runs/${encodeURIComponent(input.run)}/export?${query}`);
    await pipeline(Readable.from(bytes), createWriteStream(file));
    files.push(file);
  }
  return files;
}
