import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { AnswerBook } from "./endpoint.ts";

type Row = Record<string, unknown>;

/** A dataset for both programs: a folder that the harness loads by its name, and files that Assay registers. */
export interface LocalDataset {
  name: string;
  config: string;
  /** By the name under which Assay knows it, where that is another. */
  registeredName?: string;
  splits: Record<string, Row[]>;
}

const TEST_ROWS = 12;
const CATEGORY_ROWS = 6;
const EXAMPLE_ROWS = 5;
const BBH_ROWS = 6;
const MMLU_SUBJECTS = ["abstract_algebra", "anatomy"];

/** Local rows of gsm8k, MMLU-Pro, BIG-Bench Hard and, made of MMLU-Pro's first four options, MMLU; and what may be answered. */
export function makeDatasets(data: string): { datasets: LocalDataset[]; book: AnswerBook } {
  const gsm8k = { train: read(data, "gsm8k/train").slice(0, 200), test: read(data, "gsm8k/test").slice(0, TEST_ROWS) };
  const pro = splitByCategory(read(data, "mmlu_pro/test"));
  const bbh = BBH_TASKS.map((task) => ({ task, rows: read(data, `bbh/${task}`).slice(0, BBH_ROWS) }));
  const mmlu = MMLU_SUBJECTS.map((subject, at) => ({ subject, rows: toMmlu(pro.test, at) }));
  const datasets: LocalDataset[] = [
    { name: "gsm8k", config: "main", registeredName: "openai/gsm8k", splits: gsm8k },
    { name: "TIGER-Lab/MMLU-Pro", config: "", splits: pro },
    ...bbh.map(({ task, rows }) => ({ name: "SaylorTwift/bbh", config: task, splits: { test: rows } })),
    ...mmlu.map(({ subject, rows }) => ({
      name: "hails/mmlu_no_train",
      config: subject,
      splits: { dev: rows.slice(0, EXAMPLE_ROWS), test: rows.slice(EXAMPLE_ROWS) },
    })),
  ];
  const book = [
    ...gsm8k.test.map((row) => entry(row["question"], numbersFor(row["answer"]))),
    ...pro.test.map((row) => entry(row["question"], lettersFor(row["answer"]))),
    ...bbh.flatMap(({ rows }) => rows.map((row) => entry(row["input"], phrasesFor(row["target"])))),
    ...mmlu.flatMap(({ rows }) => rows.map((row) => entry(row["question"], optionsFor(Number(row["answer"]))))),
  ];
  return { datasets, book };
}

/** Writes what `datasets.load_dataset(name, config)` finds in its working directory. @returns file by "name|config|split" */
export function writeDatasets(directory: string, datasets: readonly LocalDataset[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, parts] of Map.groupBy(datasets, (dataset) => dataset.name)) {
    const folder = join(directory, name);
    mkdirSync(folder, { recursive: true });
    const configs = parts.map(({ config, splits }) => {
      const dataFiles = Object.entries(splits).map(([split, rows]) => {
        const path = `${config || "default"}-${split}.jsonl`;
        writeFileSync(join(folder, path), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
        files.set(`${name}|${config}|${split}`, join(folder, path));
        return { split, path };
      });
      return { config_name: config || "default", data_files: dataFiles };
    });
    // JSON is YAML.
    writeFileSync(join(folder, "README.md"), `---\n${JSON.stringify({ configs }, null, 1)}\n---\n`);
  }
  return files;
}

export const BBH_TASKS = ["boolean_expressions", "date_understanding", "word_sorting"];

function read(data: string, name: string): Row[] {
  const lines = gunzipSync(readFileSync(join(data, `${name}.jsonl.gz`)))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as Row);
}

/** The first rows of each category: questions, and examples that have a chain of thought. */
function splitByCategory(rows: readonly Row[]): { validation: Row[]; test: Row[] } {
  const splits = { validation: [] as Row[], test: [] as Row[] };
  for (const ofCategory of Map.groupBy(rows, (row) => row["category"]).values()) {
    splits.validation.push(
      ...ofCategory.slice(0, EXAMPLE_ROWS).map((row) => ({
        ...row,
        cot_content: `A: Let's think step by step. This is known. The answer is (${String(row["answer"])}).`,
      })),
    );
    splits.test.push(...ofCategory.slice(EXAMPLE_ROWS, EXAMPLE_ROWS + CATEGORY_ROWS));
  }
  return splits;
}

function toMmlu(rows: readonly Row[], at: number): Row[] {
  const fitting = rows.filter((row) => Number(row["answer_index"]) < 4 && (row["options"] as string[]).length >= 4);
  return fitting
    .filter((_, index) => index % MMLU_SUBJECTS.length === at)
    .slice(0, EXAMPLE_ROWS + TEST_ROWS)
    .map((row) => ({ question: row["question"], choices: (row["options"] as string[]).slice(0, 4), answer: row["answer_index"] }));
}

function entry(question: unknown, answers: readonly string[]): AnswerBook[number] {
  return { question: String(question), answers };
}

const numbersFor = (answer: unknown) => {
  const number = String(answer).split("#### ")[1] ?? "";
  return [
    `So it is ${number}.\n#### ${number}`,
    `It costs $${number}.00, that is ${number}`,
    "#### 1,234",
    "No idea.",
    "Ünklar: 七 – #### -3.",
  ];
};
const lettersFor = (answer: unknown) => [
  `The answer is (${String(answer)}).`,
  `the answer is ${String(answer)}`,
  "the answer is (A).",
  "Perhaps C?",
];
const phrasesFor = (target: unknown) => [
  `So the answer is ${String(target)}.`,
  "So the answer is True.",
  "the answer is  no\nnot",
  "None.",
];
const optionsFor = (answer: number) => [`${"ABCD"[answer]}`, ` ${"ABCD"[answer]?.toLowerCase()} \nmore`, "B", "(C)", ""];
