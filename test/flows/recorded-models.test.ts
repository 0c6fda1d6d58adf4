import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readWorkedExamples } from "../../src/evals/tasks/worked-examples.ts";
import type { RunDetail, RunResult } from "../../src/evals/index.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

/** Real questions with real models' recorded answers, beside the checkout; not part of the repository. */
const DATA = join(import.meta.dirname, "..", "..", "..", "shared", "data");
const isThere = existsSync(DATA);
const RUN_TIMEOUT_MS = 300_000;

/** The harness's own pattern. */
const EXTRACT = /answer is \(?([ABCDEFGHIJ])\)?/;

/** Of each model: documents from which the pattern takes nothing, and how many of them its source counted as right. */
const BEYOND: Readonly<Record<string, [nothing: number, beyond: number]>> = {
  "Llama-2-7b-hf": [2061, 0],
  "Meta-Llama-3-8B": [1290, 0],
  "Meta-Llama-3_1-70B-Instruct": [253, 32],
  "Meta-Llama-3_1-8B-Instruct": [1048, 103],
  "Mistral-7B-v0.1": [1251, 0],
  "Mixtral-8x7B-Instruct-v0.1": [1426, 0],
  "Phi-3-mini-4k-instruct": [1855, 0],
  "Qwen1.5-72B-Chat": [2211, 0],
  "gemini-1.5-flash-002": [467, 56],
  "jamba-1.5-large": [284, 154],
};

const SOURCE: Record<string, { n: number; recorded_accuracy: number }> = isThere
  ? (JSON.parse(readFileSync(join(DATA, "mmlu_pro/recorded/source-accuracy.json"), "utf8")) as typeof SOURCE)
  : {};

function rowsOf<Row>(path: string): Row[] {
  return gunzipSync(readFileSync(join(DATA, path)))
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

const modelsOf = (folder: string) =>
  readdirSync(join(DATA, folder))
    .filter((name) => name.endsWith(".jsonl.gz"))
    .map((name) => name.replace(".jsonl.gz", ""));

async function evaluate(server: TestServer, settings: object): Promise<RunResult> {
  const { body } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: settings });
  const state = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${body.id}`)).body.state;
  await expect.poll(state, { timeout: RUN_TIMEOUT_MS, interval: 250 }).toMatch(/done|failed/);
  return (await server.call<RunResult>("GET", `/assay/v1/runs/${body.id}/results`)).body;
}

async function addAll(server: TestServer, folder: string, key: string): Promise<void> {
  for (const name of modelsOf(folder)) {
    const recording = join(DATA, folder, `${name}.jsonl.gz`);
    const { status } = await server.call("POST", "/assay/v1/workers", { body: { name, kind: "replay", recording, key } });
    expect(status).toBe(201);
  }
}

test.skipIf(!isThere)(
  "ten recorded models on all of MMLU-Pro score what the regular expression gives on their texts",
  { timeout: RUN_TIMEOUT_MS },
  async () => {
    await using server = await startTestServer();
    await server.call("POST", "/assay/v1/datasets", {
      body: { name: "TIGER-Lab/MMLU-Pro", splits: { test: join(DATA, "mmlu_pro/test.jsonl.gz") } },
    });
    await addAll(server, "mmlu_pro/recorded", "question_id");
    const questions = rowsOf<{ question_id: number; answer: string; category: string }>("mmlu_pro/test.jsonl.gz");
    const answers = new Map(questions.map((row) => [row.question_id, row.answer]));
    const categories: ReadonlyMap<number, string> = new Map(questions.map((row) => [row.question_id, row.category.replace(" ", "_")]));
    const names = [...new Set(categories.values())].map((category) => `mmlu_pro_${category}`);
    const result = await evaluate(server, { tasks: ["mmlu_pro", ...names], workers: ["all"] });
    const expected = new Map<string, { n: number; accuracy: number }>();
    for (const name of modelsOf("mmlu_pro/recorded")) {
      const rows = rowsOf<{ question_id: number; text: string }>(`mmlu_pro/recorded/${name}.jsonl.gz`);
      const isRight = (row: (typeof rows)[number]) => EXTRACT.exec(row.text)?.[1] === answers.get(row.question_id);
      const right = rows.filter(isRight).length;
      expected.set(name, { n: rows.length, accuracy: right / rows.length });
      for (const [category, those] of Map.groupBy(rows, (row) => categories.get(row.question_id))) {
        const worker = result.tasks[`mmlu_pro_${category}`]?.workers[name];
        expect(worker?.n, `${name} ${category}`).toBe(those.length);
        expect(worker?.metrics["exact_match,custom-extract"]).toBeCloseTo(those.filter(isRight).length / those.length, 12);
      }
      // What the source counted beyond that it guessed, only where nothing is extracted: docs/recorded-models.md.
      const source = SOURCE[name];
      const nothing = rows.filter((row) => !EXTRACT.test(row.text)).length;
      const beyond = Math.round((source?.recorded_accuracy ?? 0) * (source?.n ?? 0)) - right;
      expect([name, nothing, beyond]).toEqual([name, ...(BEYOND[name] ?? [])]);
    }
    const measured = result.tasks["mmlu_pro"];
    expect(measured?.n).toBe(12_032);
    for (const [name, { n, accuracy }] of expected) {
      const worker = measured?.workers[name];
      expect(worker?.n, name).toBe(n);
      expect(worker?.metrics["exact_match,custom-extract"], name).toBeCloseTo(accuracy, 12);
      expect(worker?.errors, name).toEqual(n === 12_032 ? {} : { not_recorded: 12_032 - n });
    }
    const [counts] = await server.app.db.query(
      "select (select count(*) from response) as responses, (select count(*) from sample) as samples",
    );
    expect(counts).toEqual({ responses: 120_320, samples: 120_320 });
    const byAccuracy = [...expected].toSorted(([, a], [, b]) => b.accuracy - a.accuracy).map(([name]) => name);
    expect(result.leaderboard.map((row) => row.worker)).toEqual(byAccuracy);
  },
);

test.skipIf(!isThere)("four recorded models on GSM8K score what their source says", { timeout: RUN_TIMEOUT_MS }, async () => {
  await using server = await startTestServer();
  const splits = { train: join(DATA, "gsm8k/train.jsonl.gz"), test: join(DATA, "gsm8k/test.jsonl.gz") };
  await server.call("POST", "/assay/v1/datasets", { body: { name: "openai/gsm8k", splits } });
  await addAll(server, "gsm8k/recorded", "question");
  const result = await evaluate(server, { tasks: ["gsm8k"], workers: ["all"] });
  for (const name of modelsOf("gsm8k/recorded")) {
    const rows = rowsOf<{ is_correct: boolean }>(`gsm8k/recorded/${name}.jsonl.gz`);
    const worker = result.tasks["gsm8k"]?.workers[name];
    expect(worker, name).toMatchObject({ n: 1_319, errors: {} });
    expect(worker?.metrics["exact_match,flexible-extract"], name).toBeCloseTo(
      rows.filter((row) => row.is_correct).length / rows.length,
      12,
    );
  }
});

test.skipIf(!isThere)(
  "code-davinci-002 on BIG-Bench Hard scores, task by task, what the harness's filter gives on its texts",
  { timeout: RUN_TIMEOUT_MS },
  async () => {
    await using server = await startTestServer();
    const names = readdirSync(join(DATA, "bbh"))
      .filter((name) => name.endsWith(".jsonl.gz"))
      .map((name) => name.replace(".jsonl.gz", ""));
    expect(names).toHaveLength(27);
    const recorded = new Map(
      names.map((name) => [
        name,
        rowsOf<{ question: string; target: string; text: string }>(`bbh/recorded/code-davinci-002-cot/${name}.jsonl.gz`),
      ]),
    );
    const write = (name: string, rows: readonly object[]) => {
      const path = join(server.dataDirectory, name);
      writeFileSync(path, rows.map((row) => JSON.stringify(row)).join("\n"));
      return path;
    };
    for (const name of names) {
      // The published prompts are the few-shot examples; the harness has the same three in its task files.
      const examples = readWorkedExamples(readFileSync(join(DATA, `bbh/cot-prompts/${name}.txt`), "utf8"));
      expect(examples, name).toHaveLength(3);
      const splits = { test: join(DATA, `bbh/${name}.jsonl.gz`), cot: write(`${name}.cot.jsonl`, examples) };
      const { status } = await server.call("POST", "/assay/v1/datasets", { body: { name: "SaylorTwift/bbh", config: name, splits } });
      expect(status).toBe(201);
    }
    const answers = [...recorded.values()].flat().map(({ question, text }) => ({ input: question, text }));
    const worker = { name: "code-davinci-002", kind: "replay", recording: write("recorded.jsonl", answers), key: "input" };
    expect((await server.call("POST", "/assay/v1/workers", { body: worker })).status).toBe(201);
    const result = await evaluate(server, { tasks: names.map((name) => `bbh_cot_fewshot_${name}`), workers: ["all"] });

    for (const [name, rows] of recorded) {
      const texts = new Map(rows.map(({ question, text }) => [question, text]));
      const documents = rowsOf<{ input: string; target: string }>(`bbh/${name}.jsonl.gz`);
      const known = documents.filter(({ input }) => texts.has(input));
      // The harness's filter: the line behind "the answer is", without its last character, which should be the full stop.
      const right = known.filter(
        ({ input, target }) => /(?<=the answer is )(.*)(?=.)/.exec(texts.get(input) ?? "")?.[1]?.trim() === target,
      );
      const measured = result.tasks[`bbh_cot_fewshot_${name}`]?.workers["code-davinci-002"];
      // One question of snarks is cut short in the benchmark's own file, and was not asked so.
      const missing = documents.length - known.length;
      expect(missing, name).toBe(name === "snarks" ? 1 : 0);
      expect(measured?.n, name).toBe(known.length);
      expect(measured?.errors, name).toEqual(missing === 0 ? {} : { not_recorded: missing });
      expect(measured?.metrics["exact_match,get-answer"], name).toBeCloseTo(right.length / known.length, 12);
    }
    const [prompt] = await server.app.db.query<{ text: string }>(
      "select request -> 'body' ->> 'messages' as text from instance where task = 'bbh_cot_fewshot_navigate' limit 1",
    );
    // Twice an example, as in the harness: its question ends with it, and its published answer begins so.
    expect(prompt?.text.match(/Let's think step by step/g)).toHaveLength(7);
  },
);
