import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Case } from "./cases.ts";
import type { LocalDataset } from "./data.ts";

const MAIN = new URL("../../../src/main.ts", import.meta.url).pathname;
const KEY = "sk-of-the-comparison";
const MAX_OUTPUT = 64 * 1024 * 1024;
const run = promisify(execFile);

interface Place {
  /** Holds the datasets' folders; everything is written below it. */
  directory: string;
  baseUrl: string;
}

/** The harness, as its users call it. @returns the folder that it wrote, and the folder of its own readers' input */
export async function runHarness(peer: string, one: Case, { directory, baseUrl }: Place, output: string): Promise<void> {
  const environment = { HF_HOME: join(directory, "hugging-face"), HF_HUB_OFFLINE: "1", HF_DATASETS_OFFLINE: "1", OPENAI_API_KEY: KEY };
  await call(join(peer, "bin", "lm_eval"), argumentsOf(one, baseUrl, output), directory, environment);
}

export async function runAssay(one: Case, { directory, baseUrl }: Place, output: string, includePath: string): Promise<void> {
  await call(
    process.execPath,
    [MAIN, "eval", ...argumentsOf(one, baseUrl, output), "--include_path", includePath],
    directory,
    assayEnvironment(directory),
  );
}

/** Registers the same rows. */
export async function registerDatasets(
  directory: string,
  datasets: readonly LocalDataset[],
  files: ReadonlyMap<string, string>,
): Promise<void> {
  mkdirSync(join(directory, "assay"), { recursive: true });
  for (const { name, config, registeredName = name, splits } of datasets) {
    const given = Object.keys(splits).flatMap((split) => ["--split", `${split}=${files.get(`${name}|${config}|${split}`)}`]);
    const words = [MAIN, "dataset", "add", registeredName, ...(config === "" ? [] : ["--config", config]), ...given];
    await call(process.execPath, words, directory, assayEnvironment(directory));
  }
}

/** Lets the harness's own code read files that Assay wrote. */
export async function readWithHarness(peer: string, program: string, folder: string): Promise<string> {
  return call(join(peer, "bin", "python"), [program, folder], dirname(folder), {
    HF_HOME: join(dirname(folder), "hf"),
    HF_HUB_OFFLINE: "1",
  });
}

function argumentsOf({ model, tasks, arguments: more }: Case, baseUrl: string, output: string): string[] {
  const args = `base_url=${baseUrl}${model.path},model=org/a-model,${model.more}`;
  return ["--model", model.type, "--model_args", args, "--tasks", tasks.join(","), "--output_path", output, ...more];
}

function assayEnvironment(directory: string): Record<string, string> {
  return {
    ASSAY_DATA_DIR: join(directory, "assay"),
    PORT: "0",
    LOG_LEVEL: "error",
    OPENAI_API_KEY: KEY,
  };
}

async function call(program: string, words: readonly string[], cwd: string, environment: Record<string, string>): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment };
  try {
    return (await run(program, words, { cwd, env, maxBuffer: MAX_OUTPUT })).stdout;
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    throw new Error(`${program} ${words.slice(0, 3).join(" ")} failed:\n${stderr.split("\n").slice(-15).join("\n")}`, { cause: error });
  }
}
