import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { RunDetail, RunResult } from "../../src/evals/index.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

/** Real questions with real models' recorded answers, beside the checkout; not part of the repository. */
const DATA = join(import.meta.dirname, "..", "..", "..", "shared", "data");
const isThere = existsSync(DATA);
const RUN_TIMEOUT_MS = 300_000;

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
    const result = await evaluate(server, { tasks: ["mmlu_pro"], workers: ["all"] });

    const answers = new Map(
      rowsOf<{ question_id: number; answer: string }>("mmlu_pro/test.jsonl.gz").map((row) => [row.question_id, row.answer]),
    );
    const expected = new Map<string, { n: number; accuracy: number }>();
    for (const name of modelsOf("mmlu_pro/recorded")) {
      const rows = rowsOf<{ question_id: number; text: string }>(`mmlu_pro/recorded/${name}.jsonl.gz`);
      const right = rows.filter((row) => /answer is \(?([ABCDEFGHIJ])\)?/.exec(row.text)?.[1] === answers.get(row.question_id)).length;
      expected.set(name, { n: rows.length, accuracy: right / rows.length });
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
