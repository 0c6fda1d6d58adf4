import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { extractAnswer } from "../../src/gateway/ensembles/index.ts";

/** A benchmark and what each of several models answered to it. */
export interface RecordedNetwork {
  name: string;
  /** Right answers, in the form of `extractAnswer`. */
  targets: string[];
  /** A wrong answer to a document that looks like one, out of those there are. */
  lies: string[][];
  models: { name: string; texts: string[]; isRight: boolean[] }[];
}

interface Row {
  question: string;
  answer: string;
  question_id?: number;
  options?: string[];
  text: string;
}

const LETTERS = [..."ABCDEFGHIJ"];

/** GSM8K and its four models; lies are numbers next to the right one. */
export function readGsm8k(directory: string): RecordedNetwork {
  const rows = readRows(join(directory, "gsm8k", "test.jsonl.gz"));
  const targets = rows.map(({ answer }) => extractAnswer(answer)?.value ?? "");
  const lies = targets.map((target) => [1, 2, 5, 10].flatMap((step) => [Number(target) + step, Number(target) - step].map(String)));
  return assemble("GSM8K", join(directory, "gsm8k", "recorded"), rows, ({ question }) => question, targets, lies);
}

/** MMLU-Pro and its ten models; lies are the letters of wrong options. */
export function readMmluPro(directory: string): RecordedNetwork {
  const rows = readRows(join(directory, "mmlu_pro", "test.jsonl.gz"));
  const targets = rows.map(({ answer }) => answer);
  const lies = rows.map(({ answer, options = [] }) => LETTERS.slice(0, options.length).filter((letter) => letter !== answer));
  return assemble("MMLU-Pro", join(directory, "mmlu_pro", "recorded"), rows, ({ question_id: id }) => String(id), targets, lies);
}

function assemble(
  name: string,
  directory: string,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  targets: string[],
  lies: string[][],
): RecordedNetwork {
  const files = readdirSync(directory).filter((file) => file.endsWith(".jsonl.gz"));
  const models = files.toSorted().map((file) => {
    const recorded = new Map(readRows(join(directory, file)).map((row) => [keyOf(row), row.text]));
    // A document that was not recorded is an empty answer, as from a worker that failed.
    const texts = rows.map((row) => recorded.get(keyOf(row)) ?? "");
    const isRight = texts.map((text, document) => extractAnswer(text)?.value === targets[document]);
    return { name: file.replace(".jsonl.gz", ""), texts, isRight };
  });
  return { name, targets, lies, models };
}

function readRows(path: string): Row[] {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Row);
}
