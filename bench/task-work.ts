import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequestBuilder, type Document, processDocument, restoreTask, scoreAnswer, type Task } from "../src/evals/tasks/index.ts";
import { installPeer } from "./install-peer.ts";
import type { BenchContext, Measurement, Subject } from "./row.ts";

const PROGRAM = join(import.meta.dirname, "programs", "lm_eval_tasks.py");

/** One task with its rows: what is built from them, and, with answers, what is scored. */
export interface TaskWork {
  config: Record<string, unknown>;
  rows: readonly Document[];
  fewshots: readonly Document[];
  /** One a document; none: requests are built. */
  answers: readonly string[] | null;
}

/** This program and, where it can be had, lm_eval at the same work. `perCpuSecond` is documents; both must find the same total. */
export async function taskSubjects(context: BenchContext, work: TaskWork): Promise<{ subjects: Subject[]; skipped: string[] }> {
  const expected = { total: Number.NaN };
  const subjects: Subject[] = [{ name: "assay", measure: () => Promise.resolve(measureAssay(work, expected)) }];
  if (!context.withPeers) return { subjects, skipped: ["lm_eval (peers are left out)"] };
  try {
    const peer = await installPeer("lm_eval", context.note);
    const command = writeWork(context.directory, work);
    await runPython(peer, command, context.directory);
    subjects.push({ name: "lm_eval", measure: () => measureLmEval(peer, command, context.directory, expected) });
    return { subjects, skipped: [] };
  } catch (error) {
    return { subjects, skipped: [`lm_eval (${String(error)})`] };
  }
}

function measureAssay({ config, rows, fewshots, answers }: TaskWork, expected: { total: number }): Measurement {
  const task = restoreTask(config);
  const documents = rows.map((row) => processDocument(task, { ...row }) ?? row);
  const before = process.cpuUsage();
  expected.total = answers === null ? build(task, documents, fewshots) : score(task, documents, answers);
  const { user, system } = process.cpuUsage(before);
  return { perCpuSecond: documents.length / ((user + system) / 1e6) };
}

function build(task: Task, documents: readonly Document[], fewshots: readonly Document[]): number {
  const builder = createRequestBuilder(task, fewshots, { applyChatTemplate: false });
  return documents.filter((document) => builder(document).target !== "").length;
}

function score(task: Task, documents: readonly Document[], answers: readonly string[]): number {
  let total = 0;
  for (const [at, document] of documents.entries()) {
    for (const { metrics } of Object.values(scoreAnswer(task, document, answers[at] ?? "").results)) {
      for (const value of Object.values(metrics)) total += value;
    }
  }
  return total;
}

interface Command {
  task: string;
  answers: string;
}

/** The task as lm_eval reads it: the same configuration over local files. */
function writeWork(directory: string, { config, rows, fewshots, answers }: TaskWork): Command {
  const lines = (name: string, items: readonly unknown[]) => {
    const path = join(directory, name);
    writeFileSync(path, items.map((item) => `${JSON.stringify(item)}\n`).join(""));
    return path;
  };
  const files = { test: lines("test.jsonl", rows), ...(fewshots.length > 0 && { dev: lines("dev.jsonl", fewshots) }) };
  const functions = JSON.stringify(config).includes("!function");
  const task = {
    ...config,
    dataset_path: "json",
    dataset_name: undefined,
    dataset_kwargs: { data_files: files },
    metadata: { version: 1 },
  };
  if (functions) writeFileSync(join(directory, "utils.py"), "from lm_eval.tasks.leaderboard.math.utils import *\n");
  const yaml = JSON.stringify(task, null, 2).replaceAll(/\{\s*"!function": "[^"]*\/(utils\.\w+)"\s*\}/g, "!function $1");
  writeFileSync(join(directory, `${String(config["task"])}.yaml`), yaml);
  return { task: String(config["task"]), answers: answers === null ? "-" : lines("answers.jsonl", answers) };
}

async function measureLmEval(peer: string, command: Command, directory: string, expected: { total: number }): Promise<Measurement> {
  const { documents, cpuSeconds, total } = await runPython(peer, command, directory);
  if (total !== null && total !== expected.total) throw new Error(`lm_eval scores ${total} where we score ${expected.total}`);
  return { perCpuSecond: documents / cpuSeconds };
}

interface PythonFigures {
  documents: number;
  cpuSeconds: number;
  total: number | null;
}

function runPython(peer: string, { task, answers }: Command, directory: string): Promise<PythonFigures> {
  const environment = { ...process.env, HF_HOME: join(directory, "hugging-face"), HF_HUB_OFFLINE: "1", HF_DATASETS_OFFLINE: "1" };
  const child = spawn(join(peer, "bin", "python"), [PROGRAM, directory, task, answers], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    const [output, errors]: [string[], string[]] = [[], []];
    child.stdout.on("data", (data) => output.push(String(data)));
    child.stderr.on("data", (data) => errors.push(String(data)));
    child.on("error", reject);
    child.on("close", (code) => {
      const last = output.join("").trim().split("\n").at(-1) ?? "";
      if (code === 0) resolve(JSON.parse(last) as PythonFigures);
      else reject(new Error(errors.join("").trim().split("\n").at(-1) ?? `exit code ${code}`));
    });
  });
}
