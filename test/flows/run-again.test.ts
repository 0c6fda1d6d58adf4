import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import type { RunComparison, RunDetail, RunResult } from "../../src/evals/index.ts";
import { runCommand } from "../support/command-line.ts";
import { makeRecordedBenchmark, type RecordedBenchmark } from "../support/recorded.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const DOCUMENTS = 60;

/** Two recorded workers on gsm8k: `good` misses every tenth, `poor` has every third, and 10 documents are not recorded. */
async function evaluateRecorded(server: TestServer, benchmark: RecordedBenchmark): Promise<RunDetail> {
  await server.call("POST", "/assay/v1/datasets", { body: { name: "openai/gsm8k", config: "main", splits: benchmark.splits } });
  const recordings = {
    good: benchmark.record("good", (position) => position % 10 !== 0),
    poor: benchmark.record(
      "poor",
      (position) => position % 3 === 0,
      (position) => position < DOCUMENTS - 10,
    ),
  };
  for (const [name, recording] of Object.entries(recordings)) {
    await server.call("POST", "/assay/v1/workers", { body: { name, kind: "replay", recording, key: "question" } });
  }
  const { body } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: { tasks: ["gsm8k"], workers: ["all"] } });
  return untilOver(server, body.id);
}

async function untilOver(server: TestServer, id: string): Promise<RunDetail> {
  const read = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${id}`)).body;
  await expect.poll(async () => (await read()).state, { timeout: 30_000, interval: 20 }).toMatch(/done|failed|exhausted/);
  return read();
}

const scoresOf = async (server: TestServer, id: string) =>
  (await server.call<RunResult>("GET", `/assay/v1/runs/${id}/results`)).body.tasks["gsm8k"]?.workers;

test("a run's answers are scored anew by other filters, as a run of its own, and the origin stays as it was", async () => {
  using benchmark = makeRecordedBenchmark(DOCUMENTS);
  await using server = await startTestServer();
  const origin = await evaluateRecorded(server, benchmark);
  const before = await scoresOf(server, origin.id);
  const scoring = {
    gsm8k: {
      filter_list: [
        {
          name: "last-digit",
          filter: [{ function: "regex", regex_pattern: String.raw`(\d)$`, group_select: -1 }, { function: "take_first" }],
        },
      ],
      metric_list: [{ metric: "exact_match", regexes_to_ignore: [String.raw`(?s).*#### `, String.raw`\d*(?=\d$)`] }],
    },
  };
  const { status, body } = await server.call<RunDetail>("POST", `/assay/v1/runs/${origin.id}/rescore`, { body: { scoring } });
  expect({ status, body }).toMatchObject({ status: 201, body: { origin: origin.id, answered: 2 * DOCUMENTS } });
  expect(await untilOver(server, body.id)).toMatchObject({ state: "done", scored: 2 * DOCUMENTS });
  const scores = await scoresOf(server, body.id);
  expect(Object.keys(scores?.["good"]?.metrics ?? {})).toEqual(["exact_match,last-digit", "exact_match_stderr,last-digit"]);
  // A wrong answer is the right one plus one: its last digit is wrong, too.
  expect(scores?.["good"]).toMatchObject({ n: DOCUMENTS, metrics: { "exact_match,last-digit": 0.9 } });
  expect(scores?.["poor"]?.errors).toEqual({ not_recorded: 10 });
  expect(await scoresOf(server, origin.id)).toEqual(before);

  // By the task's file as it is now: the same scores.
  const again = await server.call<RunDetail>("POST", `/assay/v1/runs/${origin.id}/rescore`);
  await untilOver(server, again.body.id);
  expect(await scoresOf(server, again.body.id)).toEqual(before);

  const { body: runs } = await server.call<RunComparison>("GET", `/assay/v1/runs/${origin.id}/compare/runs?a=good&b=poor&other=${body.id}`);
  expect(runs).toMatchObject({
    a: { run: origin.id, worker: "good" },
    b: { run: body.id, worker: "poor" },
    documents: DOCUMENTS - 10,
    test: "mcnemar",
  });
  expect(runs.tasks["gsm8k"]).toMatchObject({ documents: runs.documents, wins: runs.wins, losses: runs.losses, pValue: runs.pValue });
  expect(runs.difference).toBeCloseTo((runs.wins - runs.losses) / runs.documents, 6);

  for (const [input, statusOf, field] of [
    [{ scoring: { nowhere: {} } }, 400, "scoring"],
    [{ scoring: { "*": { filter_list: [{ name: "x", filter: [{ function: "unknown" }] }] } } }, 400, "filter_list"],
    [{ scoring: { gsm8k: { headline: "acc,none" } } }, 400, "tasks"],
  ] as const) {
    expect(await server.call("POST", `/assay/v1/runs/${origin.id}/rescore`, { body: input })).toMatchObject({
      status: statusOf,
      body: { field },
    });
  }
  expect(await server.call("POST", `/assay/v1/runs/${body.id}/resume`)).toMatchObject({ status: 409 });
  const { body: list } = await server.call<{ runs: RunDetail[] }>("GET", "/assay/v1/runs");
  expect(list.runs).toHaveLength(3);
});

test("samples are exported as JSON Lines, CSV, parquet and in lm_eval's form, the same rows in each", { timeout: 60_000 }, async () => {
  using benchmark = makeRecordedBenchmark(DOCUMENTS);
  await using server = await startTestServer();
  const { id } = await evaluateRecorded(server, benchmark);
  const { dataDirectory } = server;
  mkdirSync(join(dataDirectory, "files"));
  const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", LOG_LEVEL: "error" };
  const exported = async (format: string, ...more: string[]) => {
    const file = join(dataDirectory, "files", `all.${format}`);
    const done = await runCommand(["run", "export", id, "--format", format, "--output", file, ...more], environment, dataDirectory);
    expect(done.code, done.err).toBe(0);
    return readFileSync(file);
  };
  const lines = (await exported("jsonl")).toString("utf8").trimEnd().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toHaveLength(2 * DOCUMENTS);
  expect(rows[0]).toMatchObject({
    run: id,
    worker: "good",
    task: "gsm8k",
    ordinal: 0,
    score: 0,
    fault: null,
    doc: { question: expect.any(String) },
  });
  expect(rows.filter(({ fault }) => fault === "not_recorded")).toHaveLength(10);

  const bytes = await exported("parquet");
  const objects = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  expect(objects.map((row) => ({ ...row, request: null }))).toEqual(rows.map((row) => ({ ...row, request: null })));

  const csv = (await exported("csv", "--worker", "poor")).toString("utf8").trimEnd().split("\r\n");
  expect(csv[0]).toBe(Object.keys(rows[0] ?? {}).join(","));
  expect(csv).toHaveLength(1 + DOCUMENTS);

  const out = join(dataDirectory, "out");
  const harness = await runCommand(["run", "export", id, "--format", "lm_eval", "-o", out, "--worker", "poor"], environment, dataDirectory);
  expect(harness.code, harness.err).toBe(0);
  const files = harness.err.match(/\S+\.jsonl?$/gm) ?? [];
  expect(files.map((file) => file.slice(out.length).replace(/_[^_]*$/, ""))).toEqual(["/poor/results", "/poor/samples_gsm8k"]);
  // Two filters for each answered document.
  expect(
    readFileSync(files[1] ?? "", "utf8")
      .trimEnd()
      .split("\n"),
  ).toHaveLength(2 * (DOCUMENTS - 10));

  writeFileSync(join(dataDirectory, "scoring.json"), '{"*": {"metric_list": [{"metric": "exact_match"}]}}');
  const rescored = await runCommand(["run", "rescore", id, "--scoring", "scoring.json", "--json"], environment, dataDirectory);
  expect(rescored.code, rescored.err).toBe(0);
  const { run } = JSON.parse(rescored.out) as RunResult;
  const compared = await runCommand(["run", "compare", id, "good", "good", "--other", run], environment, dataDirectory);
  expect(compared.out).toContain(`a: good in ${id}; b: good in ${run}.`);
  const wrong = await runCommand(["run", "export", id, "--format", "xml"], environment, dataDirectory);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("--format takes jsonl, csv, parquet, lm_eval") });
});
