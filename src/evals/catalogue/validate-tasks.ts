import { readFile } from "node:fs/promises";
import { AssayError, messageOf } from "../../lib/errors.ts";
import { firstDocument } from "../datasets/first-document.ts";
import {
  createLikelihoodBuilder,
  createRequestBuilder,
  generateDocument,
  listFaults,
  loadTaskIndex,
  localFilesOf,
  processDocument,
  resolveTasks,
  rightContinuation,
  type Document,
  type Task,
  type TaskIndex,
} from "../tasks/index.ts";

export interface ValidationFault {
  /** The file, from the folder that was given. */
  file: string;
  /** Where the key stands in it; null: not there, but in a file that it includes. */
  line: number | null;
  key: string | null;
  task: string | null;
  message: string;
}

export interface Validation {
  /** Tasks that can be run. */
  tasks: string[];
  groups: string[];
  faults: ValidationFault[];
  /** The first document's prompt of each task whose data is at hand. */
  samples: { task: string; prompt: string; target: string }[];
}

const SEED = 1234;

/** Checks all tasks of a folder or file of task YAML, and renders a prompt of each whose documents can be had without a database. */
export async function validateTasks(path: string): Promise<Validation> {
  const index = await loadTaskIndex([path]);
  const own = [...index.entries].filter(([, entry]) => entry.root === 1);
  const result: Validation = { tasks: [], groups: [], faults: index.problems.flatMap(toFault), samples: [] };
  for (const [name, entry] of own) {
    if (entry.kind === "group") {
      const fault = faultOf(() => resolveTasks(index, [name]));
      if (fault === null) result.groups.push(name);
      else result.faults.push({ file: entry.file, line: await lineOf(entry.path, "task"), key: "task", task: name, message: fault });
      continue;
    }
    const faults = listFaults(entry.config);
    for (const { key, message } of faults) {
      result.faults.push({ file: entry.file, line: await lineOf(entry.path, key), key, task: name, message });
    }
    if (faults.length > 0) continue;
    result.tasks.push(name);
    try {
      const sample = await sampleOf(index, name);
      if (sample !== null) result.samples.push(sample);
    } catch (error) {
      const key = error instanceof AssayError ? (error.field ?? null) : null;
      result.faults.push({ file: entry.file, line: await lineOf(entry.path, key), key, task: name, message: messageOf(error) });
    }
  }
  return result;
}

/** A problem of the index: it names its file, and the line where it is one of the YAML. */
function toFault(problem: string): ValidationFault[] {
  const [, file = "", line, message = ""] = /^The task file (.+?) is faulty: (?:line (\d+): )?(.*)\.$/s.exec(problem) ?? [];
  if (file === "") return [{ file: "", line: null, key: null, task: null, message: problem.replace(/\.$/, "") }];
  return [{ file, line: line === undefined ? null : Number(line), key: null, task: null, message }];
}

async function lineOf(path: string, key: string | null): Promise<number | null> {
  if (key === null) return null;
  const lines = (await readFile(path, "utf8")).split("\n");
  const at = lines.findIndex((line) => new RegExp(`^["']?${key}["']?\\s*:`).test(line));
  return at === -1 ? null : at + 1;
}

function faultOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

async function sampleOf(index: TaskIndex, name: string): Promise<Validation["samples"][number] | null> {
  const [task] = resolveTasks(index, [name]).tasks;
  if (task === undefined) return null;
  const files = localFilesOf(index, task);
  const splitOf = async (split: string | null): Promise<Document | null> => {
    const paths = split === null ? undefined : files?.splits[split];
    const row = paths === undefined ? null : await firstDocument(paths, (document) => processDocument(task, document));
    return row;
  };
  const document = task.source.kind === "generated" ? generateDocument(task, SEED, 0) : await splitOf(task.split);
  if (document === null) return null;
  const example = task.fewshot.samples === null && task.fewshot.count > 0 ? await splitOf(task.fewshot.split) : null;
  return { task: name, ...render(task, document, example) };
}

/** With one example at most: it shows the form, and the rest of the split need not be read. */
function render(task: Task, document: Document, example: Document | null): { prompt: string; target: string } {
  const pool = example === null ? [] : [example];
  const numFewshot = task.fewshot.samples === null ? Math.min(task.fewshot.count, pool.length) : undefined;
  if (task.outputType === "generate_until") {
    const { body, target } = createRequestBuilder(task, pool, { applyChatTemplate: false, numFewshot })(document);
    return { prompt: String(body["prompt"]), target };
  }
  const { requests, target } = createLikelihoodBuilder(task, pool, { numFewshot })(document);
  if (task.outputType === "multiple_choice" && rightContinuation(task, document) === null) {
    const sentence =
      "The first document's target is none of its choices: a number is a choice's place, from 0, and a text must be one of them";
    throw new AssayError("invalid_input", sentence, { field: "doc_to_target" });
  }
  const [first] = requests;
  const continuations = requests.map(({ continuation }) => JSON.stringify(continuation));
  return { prompt: `${first?.context}\n→ ${continuations.join("\n→ ")}`, target };
}
