import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/command-line.ts";
import { testDatabaseSettings } from "../support/database.ts";

let own: Awaited<ReturnType<typeof testDatabaseSettings>>;
let environment: Record<string, string>;

beforeAll(async () => {
  own = await testDatabaseSettings();
  const { dataDirectory, url } = own.settings;
  environment = { ASSAY_DATA_DIR: dataDirectory, ...(url !== undefined && { DATABASE_URL: url }) };
});
afterAll(() => own[Symbol.asyncDispose]());

function assay(...argv: string[]) {
  return runCommand(argv, environment, own.settings.dataDirectory);
}

test.each([
  [["--help"], 0, /Running a network:\n {2}assay worker add +Register a worker/],
  [["help", "key", "add"], 0, /Usage: assay key add NAME \[options\]/],
  [["key", "--help"], 0, /assay key revoke/],
  [["version"], 0, /^\d+\.\d+\.\d+\n$/],
  [["--version", "--json"], 0, /^\{"version":"\d+\.\d+\.\d+"\}\n$/],
  [[], 2, /assay serve/],
  [["key"], 2, /assay key list/],
])("%j ends with %i and tells how", async (argv, code, out) => {
  expect(await assay(...argv)).toMatchObject({ code, out: expect.stringMatching(out), err: "" });
});

test.each([
  [["kye", "list"], 'assay: There is no command "assay kye". Did you mean "assay key"?'],
  [["key", "lsit"], 'assay: There is no command "assay key lsit". Did you mean "assay key list"?'],
  [["key", "add"], "assay: assay key add needs NAME: What the key is called in lists and logs."],
  [["key", "list", "--colour"], "assay: Unknown option '--colour'."],
  [["--colour"], "assay: There is no option --colour without a command."],
])("%j is a wrong use", async (argv, sentence) => {
  const { code, out, err } = await assay(...argv);
  const [first, hint = ""] = err.split("\n");
  expect([code, out, first]).toEqual([2, "", sentence]);
  const isCommand = argv[0] === "key" && argv[1] !== "lsit";
  expect(hint).toBe(isCommand ? `assay ${argv.slice(0, 2).join(" ")} --help tells what it takes.` : "assay --help lists what there is.");
});

test("a command does its work without a server, for people and for programs", async () => {
  const made = await assay("key", "add", "first", "--scopes", "chat,read", "--requests-per-minute", "60");
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^assay_[\w-]{43}\n$/) });
  const list = await assay("key", "list", "--json");
  expect(JSON.parse(list.out)).toMatchObject({ keys: [{ name: "first", scopes: ["chat", "read"], requestsPerMinute: 60 }] });
  expect((await assay("key", "revoke", "first")).out).toBe("first is revoked.\n");
});

test("what fails ends with 1: a sentence for people, code and field for programs", async () => {
  const people = await assay("key", "revoke", "nobody");
  expect(people).toEqual({ code: 1, out: "", err: "assay: There is no key named nobody.\n" });
  const programs = await assay("key", "revoke", "nobody", "--json");
  expect(programs).toMatchObject({ code: 1, err: "" });
  expect(JSON.parse(programs.out)).toEqual({ error: { code: "not_found", message: "There is no key named nobody.", field: "name" } });
  const wrong = JSON.parse((await assay("key", "add", "x", "--scopes", "root", "--json")).out);
  expect(wrong.error).toMatchObject({ code: "invalid_input", field: "scopes[0]" });
});

test("settings come with their origin, and a contradiction is one sentence", async () => {
  const shown = await runCommand(["config", "--json"], { ...environment, PORT: "1234" }, own.settings.dataDirectory);
  expect(JSON.parse(shown.out)).toContainEqual({ name: "PORT", value: 1234, origin: "env" });
  const wrong = await runCommand(["config"], { ...environment, OPENAI_MODEL: "qwen" }, own.settings.dataDirectory);
  expect(wrong).toEqual({ code: 1, out: "", err: "assay: OPENAI_MODEL is set without OPENAI_BASE_URL: name the endpoint too.\n" });
});

test.each([
  ["workers: [{ name: a, kind: openai, baseUrl: nowhere, model: m }]", "workers[0].baseUrl: "],
  ["workers: [{ name: a, kind: oracle }]", "workers[0].kind: "],
  ["workers: [{ name: a, kind: simulated, skill: 1 }, { name: a, kind: simulated, skill: 0 }]", "workers[1].name: a is declared twice."],
  ["workers: [{ name: a, kind: simulated, skill: 2 }]", "workers[0].skill: "],
])("%s is refused before anything is opened", async (yaml, sentence) => {
  writeFileSync(join(own.settings.dataDirectory, "assay.yaml"), yaml);
  const { code, err } = await assay("key", "list");
  writeFileSync(join(own.settings.dataDirectory, "assay.yaml"), "");
  expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
});
