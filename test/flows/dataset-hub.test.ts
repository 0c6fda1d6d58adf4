import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import type { RegistrationView, RunDetail } from "../../src/evals/index.ts";
import { runCommand } from "../support/command-line.ts";
import { etagOf, startHubMirror, type HubMirror, type MirroredRepository } from "../support/hub-mirror.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const REGISTRATIONS = "/assay/v1/dataset-registrations";
const COMMIT = "cc7b047b6e5bb11b4f1af84efc572db110a51b3c";
const REAL = join(import.meta.dirname, "..", "..", "..", "shared", "data", "gsm8k");

function parquet(rows: readonly { question: string; answer: string }[]): Uint8Array {
  const columnData = (["question", "answer"] as const).map((name) => ({
    name,
    data: rows.map((row) => row[name]),
    type: "STRING" as const,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** GSM8K's own rows where they lie beside the checkout, else as many of their form. */
function questions(split: "train" | "test", count: number): { question: string; answer: string }[] {
  const path = join(REAL, `${split}.jsonl.gz`);
  if (!existsSync(path))
    return Array.from({ length: count }, (_, at) => ({ question: `${split} ${at}: 1 + ${at}?`, answer: `#### ${1 + at}` }));
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n").slice(0, count);
  return lines.map((line) => JSON.parse(line) as { question: string; answer: string });
}

const TEST_ROWS = questions("test", 40);
const TRAIN_ROWS = questions("train", 90);

function gsm8k(): MirroredRepository {
  return {
    commit: COMMIT,
    files: {
      "README.md": Buffer.from("# GSM8K"),
      "main/train-00000-of-00002.parquet": parquet(TRAIN_ROWS.slice(0, 50)),
      "main/train-00001-of-00002.parquet": parquet(TRAIN_ROWS.slice(50)),
      "main/test-00000-of-00001.parquet": parquet(TEST_ROWS),
      "socratic/test-00000-of-00001.parquet": parquet(TEST_ROWS.slice(0, 3)),
    },
    card: {
      configs: [
        {
          config_name: "main",
          data_files: [
            { split: "train", path: "main/train-*" },
            { split: "test", path: "main/test-*" },
          ],
        },
        { config_name: "socratic", data_files: [{ split: "test", path: "socratic/test-*" }] },
      ],
    },
  };
}

interface Fixture extends AsyncDisposable {
  server: TestServer;
  mirror: HubMirror;
  /** Registers and waits for the end. */
  register(input: object): Promise<RegistrationView>;
  docsOf(split: string): Promise<unknown[]>;
}

async function open(repositories: Record<string, MirroredRepository>, environment: Record<string, string> = {}): Promise<Fixture> {
  await using opening = new AsyncDisposableStack();
  const mirror = opening.use(await startHubMirror(repositories));
  const server = opening.use(await startTestServer({ environment: { HF_ENDPOINT: mirror.endpoint, ...environment } }));
  server.app.evals.hub.retryDelayMs = 5;
  const parts = opening.move();
  return {
    server,
    mirror,
    async register(input) {
      const started = await server.call<RegistrationView>("POST", REGISTRATIONS, { body: input });
      expect(started.status, JSON.stringify(started.body)).toBe(202);
      const read = async () => (await server.call<RegistrationView>("GET", `${REGISTRATIONS}/${started.body.id}`)).body;
      await expect.poll(async () => (await read()).state, { timeout: 30_000, interval: 50 }).toMatch(/done|failed/);
      return read();
    },
    docsOf: async (split) => {
      const rows = await server.app.db.query<{ doc: unknown }>(
        `select doc from dataset d, jsonb_to_recordset(d.splits) as s (name text, "firstId" int, rows int), dataset_row r
         where d.id = (select max(id) from dataset where revision >= 1) and s.name = $1 and r.dataset_id = d.id
           and r.id >= s."firstId" and r.id < s."firstId" + s.rows order by r.id`,
        [split],
      );
      return rows.map((row) => row.doc);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

test("a configuration's splits are read from parquet at one commit, which is stored with them", async () => {
  await using fixture = await open({ "openai/gsm8k": gsm8k() });
  const done = await fixture.register({ name: "openai/gsm8k", config: "main" });
  expect(done).toMatchObject({
    state: "done",
    isNew: true,
    error: null,
    dataset: {
      name: "openai/gsm8k",
      config: "main",
      revision: 1,
      splits: [
        { name: "train", rows: 90, firstId: 0 },
        { name: "test", rows: 40, firstId: 90 },
      ],
      source: { kind: "hub", repository: "openai/gsm8k", config: "main", commit: COMMIT, branch: null },
    },
  });
  expect(await fixture.docsOf("test")).toEqual(TEST_ROWS);
  expect(await fixture.docsOf("train")).toEqual(TRAIN_ROWS);
  expect((await fixture.register({ name: "openai/gsm8k", config: "main" })).isNew).toBe(false);
  expect(readdirSync(join(fixture.server.dataDirectory, "downloads", "openai--gsm8k"))).toEqual([]);

  const pushed = { ...gsm8k(), commit: "b".repeat(40) };
  pushed.files["main/test-00000-of-00001.parquet"] = parquet(TEST_ROWS.slice(1));
  fixture.mirror.repositories["openai/gsm8k"] = pushed;
  expect(await fixture.register({ name: "openai/gsm8k", config: "main" })).toMatchObject({ isNew: true, dataset: { revision: 2 } });
});

test("a connection that breaks in the middle of a file goes on where it broke, and a changed etag begins anew", async () => {
  await using fixture = await open({ "openai/gsm8k": gsm8k() });
  const { mirror } = fixture;
  const half = (content: Uint8Array) => content.subarray(0, content.length >> 1);
  /** What the client has not read yet it would lose: the break comes when the bytes are on its disk. */
  const breakWhenStored = async (path: string, size: number, response: ServerResponse) => {
    const part = join(fixture.server.dataDirectory, "downloads", "openai--gsm8k", COMMIT, `${path}.part`);
    await expect.poll(() => statSync(part, { throwIfNoEntry: false })?.size, { interval: 5 }).toBe(size);
    response.destroy();
  };
  const other = parquet(TEST_ROWS.toReversed());
  mirror.fault = ({ path, number, response, content }) => {
    if (path.endsWith("train-00000-of-00002.parquet") && number === 1) {
      response.writeHead(200, { etag: etagOf(content), "content-length": content.length });
      response.write(half(content));
      void breakWhenStored(path, content.length >> 1, response);
      return true;
    }
    if (path.includes("test-") && number === 1) {
      // Half of other bytes; what comes next has another etag, so that the rest may not be put behind them.
      response.writeHead(200, { etag: etagOf(other), "content-length": other.length });
      response.write(half(other));
      void breakWhenStored(path, other.length >> 1, response);
      return true;
    }
    return false;
  };
  expect((await fixture.register({ name: "openai/gsm8k", config: "main" })).error).toBeNull();
  expect(await fixture.docsOf("train")).toEqual(TRAIN_ROWS);
  expect(await fixture.docsOf("test")).toEqual(TEST_ROWS);
  const asked = mirror.log.filter(({ line }) => line.startsWith("cdn") && line.includes("train-00000"));
  const size = gsm8k().files["main/train-00000-of-00002.parquet"]?.length ?? 0;
  expect(asked.map(({ range }) => range)).toEqual([undefined, `bytes=${size >> 1}-`]);
  const mixed = mirror.log.filter(({ line }) => line.startsWith("cdn") && line.includes("test-"));
  expect(mixed.map(({ ifRange }) => ifRange)).toEqual([undefined, etagOf(other)]);
});

test("429 and 5xx are asked again, and bytes that are not the announced ones are refused", async () => {
  await using fixture = await open({ "openai/gsm8k": gsm8k() });
  fixture.mirror.fault = ({ number, response, path }) => {
    if (number > 2 || !path.includes("train-00001")) return false;
    response.writeHead(number === 1 ? 429 : 503, number === 1 ? { "retry-after": "0" } : {}).end();
    return true;
  };
  expect((await fixture.register({ name: "openai/gsm8k", config: "main" })).state).toBe("done");

  fixture.mirror.fault = ({ response, content }) => {
    const wrong = Buffer.from(content);
    wrong[wrong.length >> 1] = (wrong[wrong.length >> 1] ?? 0) ^ 1;
    response.writeHead(200, { "content-length": wrong.length }).end(wrong);
    return true;
  };
  const refused = await fixture.register({ name: "openai/gsm8k", config: "socratic" });
  expect(refused).toMatchObject({
    state: "failed",
    error: "socratic/test-00000-of-00001.parquet of openai/gsm8k arrived with another sha256 than the hub announces. Try again.",
    dataset: null,
  });
});

test("a private dataset needs HF_TOKEN, which never reaches the storage", async () => {
  const secret = { ...gsm8k(), token: "hf_secret" };
  await using without = await open({ "me/secret": secret });
  const refused = await without.register({ name: "me/secret", config: "main" });
  expect(refused.error).toMatch(/does not show the dataset me\/secret \(401\).*set HF_TOKEN.*Repository not found/);
  await using fixture = await open({ "me/secret": secret }, { HF_TOKEN: "hf_secret" });
  expect((await fixture.register({ name: "me/secret", config: "main" })).state).toBe("done");
  expect(fixture.mirror.log.filter(({ line, hasToken }) => hasToken === line.startsWith("cdn"))).toEqual([]);
});

test("what cannot be found says what there is", async () => {
  const script = { commit: "a".repeat(40), files: { "README.md": Buffer.from("x"), "load.py": Buffer.from("pass") } };
  await using fixture = await open({ "openai/gsm8k": gsm8k(), gsm8k: { ...gsm8k(), movedTo: "openai/gsm8k" }, "old/script": script });
  const error = async (input: object) => (await fixture.register(input)).error;
  expect(await error({ name: "openai/gsm8k" })).toBe(
    "The dataset openai/gsm8k has several configurations: name one by --config. There is main, socratic.",
  );
  expect(await error({ name: "openai/gsm8k", config: "hard" })).toContain(
    "has no configuration hard: name one by --config. There is main, socratic.",
  );
  expect(await error({ name: "openai/gsm8k", config: "main", revision: "v9" })).toContain(
    "no such thing as the dataset openai/gsm8k, revision v9",
  );
  expect(await error({ name: "old/script" })).toContain("has no parquet, JSON or CSV files at aaaaaaaaaaaa");
  const moved = await fixture.register({ name: "gsm8k", config: "socratic", revision: COMMIT });
  expect(moved.dataset).toMatchObject({ name: "gsm8k", source: { repository: "openai/gsm8k", commit: COMMIT } });
  for (const [body, field] of [
    [{ name: "../up", config: "main" }, "name"],
    [{ name: "a b" }, "name"],
    [{ name: "d", splits: { test: "/x.jsonl" }, revision: "main" }, "revision"],
  ] as const) {
    expect(await fixture.server.call("POST", REGISTRATIONS, { body })).toMatchObject({ status: 400, body: { field } });
  }
});

test("files without a card are told apart by their names, a README's head is read, and scripts have the hub's parquet", async () => {
  const lines = (rows: readonly object[]) => Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
  const converted = {
    commit: "c".repeat(40),
    files: {
      "abstract_algebra/dev/0000.parquet": parquet(TRAIN_ROWS.slice(0, 5)),
      "abstract_algebra/test/0000.parquet": parquet(TEST_ROWS),
      "abstract_algebra/partial-train/0000.parquet": parquet(TRAIN_ROWS),
      "anatomy/test/0000.parquet": parquet(TEST_ROWS.slice(1)),
    },
  };
  await using fixture = await open({
    "by/names": {
      commit: "d".repeat(40),
      files: { "data/valid.jsonl": lines([{ a: 1 }]), "data/test.jsonl": lines([{ a: 2 }]), "x.txt": lines([]) },
    },
    "by/readme": {
      commit: "e".repeat(40),
      files: {
        "README.md": Buffer.from("---\nconfigs:\n- config_name: x\n  data_files: rows.csv\n---\n# Rows\n"),
        "rows.csv": Buffer.from("q\n1\n"),
      },
    },
    "by/script": {
      commit: "f".repeat(40),
      files: { "load.py": Buffer.from("pass") },
      card: { dataset_info: [{ config_name: "abstract_algebra", splits: [{ name: "test" }, { name: "dev" }] }] },
      branches: { "refs/convert/parquet": converted },
    },
  });
  const splitsOf = async (input: object) => (await fixture.register(input)).dataset?.splits.map(({ name, rows }) => [name, rows]);
  expect(await splitsOf({ name: "by/names" })).toEqual([
    ["validation", 1],
    ["test", 1],
  ]);
  expect(await splitsOf({ name: "by/readme" })).toEqual([["train", 1]]);
  expect(await splitsOf({ name: "by/script", config: "abstract_algebra" })).toEqual([
    ["test", 40],
    ["dev", 5],
  ]);
  const { body } = await fixture.server.call<{ datasets: { name: string; source: { branch: string; commit: string } }[] }>(
    "GET",
    "/assay/v1/datasets",
  );
  expect(body.datasets.find(({ name }) => name === "by/script")?.source).toMatchObject({
    branch: "refs/convert/parquet",
    commit: "c".repeat(40),
  });
});

test("the command line registers from the hub, and a task whose dataset is missing says how", async () => {
  await using fixture = await open({ "openai/gsm8k": gsm8k() });
  const { server } = fixture;
  await server.call("POST", "/assay/v1/workers", { body: { name: "w", kind: "simulated", skill: 1 } });
  const refused = await server.call("POST", "/assay/v1/runs", { body: { tasks: ["gsm8k"], workers: ["w"] } });
  const command = /`assay ([^`]+)`/.exec((refused.body as { detail: string }).detail)?.[1] ?? "";
  expect(command).toBe("dataset add openai/gsm8k --config main");
  const environment = { ASSAY_DATA_DIR: server.dataDirectory, NO_COLOR: "1" };
  const added = await runCommand(command.split(" "), environment, server.dataDirectory);
  expect(added).toMatchObject({ code: 0, out: "openai/gsm8k (main), revision 1: 90 train, 40 test, from the hub at cc7b047b6e5b\n" });
  const run = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: { tasks: ["gsm8k"], workers: ["w"] } });
  expect(run.status).toBe(201);
  const failed = await runCommand(["dataset", "add", "openai/gsm8k"], environment, server.dataDirectory);
  expect(failed).toMatchObject({ code: 1, err: expect.stringContaining("There is main, socratic.") as string });
  for (const words of [
    ["x", "--from", "web"],
    ["x", "--from", "hub", "--split", "test=a.jsonl"],
    ["x", "--split", "test=a.jsonl", "--revision", "v1"],
  ]) {
    expect((await runCommand(["dataset", "add", ...words], environment, server.dataDirectory)).code).toBe(2);
  }
});
