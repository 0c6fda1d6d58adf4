import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { localKey, startTestServer, type TestServer } from "../support/server.ts";

const MAIN = join(import.meta.dirname, "..", "..", "src", "main.ts");
const KEY = "the-first-key-of-all";
const PATH = "/assay/v1/datasets";

interface Finished {
  code: number;
  out: string;
  err: string;
}

/** The command line, as typed in a directory of the test, against the test's server. */
function assay(server: TestServer, directory: string, ...words: string[]): Promise<Finished> {
  const environment = { ...process.env, ASSAY_DATA_DIR: server.dataDirectory, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, "dataset", ...words], { cwd: directory, env: environment }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, out, err });
    });
  });
}

function writeLines(server: TestServer, name: string, rows: number): string {
  const path = join(server.dataDirectory, name);
  writeFileSync(path, Array.from({ length: rows }, (_, index) => `{"question": "q${index}"}\n`).join(""));
  return path;
}

test("a dataset is registered, found under its URL-encoded name, and removed", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: KEY } });
  const headers = { api_key: KEY };
  const body = { name: "org/name", config: "main", splits: { test: writeLines(server, "test.jsonl", 3) } };
  const made = await server.call("POST", PATH, { headers, body });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    name: "org/name",
    config: "main",
    revision: 1,
    rows: 3,
    splits: [{ name: "test", rows: 3, firstId: 0 }],
    isNew: true,
  });
  const again = await server.call("POST", PATH, { headers, body });
  expect(again.status).toBe(200);
  expect(again.body).toEqual({ ...(made.body as object), isNew: false });

  const { isNew: _isNew, ...view } = made.body as Record<string, unknown>;
  expect((await server.call("GET", PATH, { headers })).body).toEqual({ datasets: [view] });
  expect((await server.call("GET", `${PATH}/org%2Fname?config=main`, { headers })).body).toEqual(view);
  expect(await server.call("GET", `${PATH}/org%2Fname?config=other`, { headers })).toMatchObject({
    status: 404,
    body: {
      code: "not_found",
      field: "name",
      detail: "The dataset org/name (other) is not registered; it is registered with the configuration main.",
    },
  });
  expect((await server.call("DELETE", `${PATH}/org%2Fname`, { headers })).body).toEqual({ datasets: [view] });
  expect((await server.call("GET", PATH, { headers })).body).toEqual({ datasets: [] });
});

test("bad input is refused with its field and stores nothing, and only an admin may name files", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: KEY } });
  const headers = { api_key: KEY };
  const good = writeLines(server, "good.jsonl", 3);
  const broken = join(server.dataDirectory, "broken.jsonl");
  writeFileSync(broken, '{"a": 1}\n{"a": \n');
  const cases: [object, string, RegExp][] = [
    [{ name: "d", splits: { test: "relative.jsonl" } }, "splits.test", /must be an absolute path/],
    [{ name: "d", splits: {} }, "splits", /at least one split/],
    [{ name: "d", splits: { test: good }, rows: 3 }, "rows", /not a known field/],
    [{ splits: { test: good } }, "name", /name/],
    [{ name: "d", splits: { test: broken } }, "splits.test", /broken\.jsonl, line 2: this is not valid JSON/],
    [{ name: "d", splits: { train: good, test: "/nowhere/x.jsonl" } }, "splits.test", /there is no such file/],
  ];
  for (const [body, field, detail] of cases) {
    const answer = await server.call("POST", PATH, { headers, body });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_input", field, detail: expect.stringMatching(detail) as string } });
  }
  const made = await server.call<{ key: string }>("POST", "/assay/v1/keys", { headers, body: { name: "k", scopes: ["evaluate"] } });
  const evaluator = { api_key: made.body.key };
  expect((await server.call("POST", PATH, { headers: evaluator, body: { name: "d", splits: { test: good } } })).status).toBe(403);
  expect((await server.call("GET", PATH, { headers: evaluator })).body).toEqual({ datasets: [] });
});

test("the command line takes paths as they are typed, lists and removes", async () => {
  await using server = await startTestServer();
  const directory = join(server.dataDirectory, "a folder");
  mkdirSync(directory);
  writeFileSync(join(directory, "test.jsonl"), '{"q": 1}\n{"q": 2}\n');
  writeFileSync(join(directory, "train.csv"), "q\n1\n");

  const added = await assay(
    server,
    directory,
    "add",
    "org/d",
    "--split",
    "train=train.csv",
    "--split",
    "test=./test.jsonl",
    "--config",
    "main",
  );
  expect(added).toEqual({ code: 0, out: "org/d (main), revision 1: 1 train, 2 test\n", err: "" });
  const again = await assay(
    server,
    directory,
    "add",
    "org/d",
    "--split",
    "train=train.csv",
    "--split",
    "test=test.jsonl",
    "--config",
    "main",
    "--json",
  );
  expect(JSON.parse(again.out)).toMatchObject({ name: "org/d", revision: 1, isNew: false });
  expect((await assay(server, directory, "list")).out).toMatch(/^org\/d +main +1 +train 1, test 2 /m);
  expect((await server.call("GET", PATH, { headers: localKey(server.dataDirectory) })).body).toMatchObject({
    datasets: [{ name: "org/d" }],
  });

  expect(await assay(server, directory, "add", "x", "--split", "test")).toMatchObject({
    code: 2,
    err: expect.stringContaining("--split test is not of the form SPLIT=FILE") as string,
  });
  expect(await assay(server, directory, "add", "x", "--from", "files")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Name at least one split's file") as string,
  });
  expect(await assay(server, directory, "add", "x", "--split", "test=none.jsonl")).toMatchObject({
    code: 1,
    err: expect.stringContaining("none.jsonl cannot be read: there is no such file.") as string,
  });
  expect(await assay(server, directory, "remove", "org/d", "--config", "other")).toMatchObject({ code: 1 });
  expect(await assay(server, directory, "remove", "org/d")).toEqual({
    code: 0,
    out: "Removed org/d (main), revision 1: 1 train, 2 test\n",
    err: "",
  });
});
