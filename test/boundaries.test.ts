import { expect, test } from "vitest";
import { findFaults } from "./support/find-faults.ts";
import { findImports } from "./support/find-imports.ts";
import { readSources } from "./support/read-sources.ts";

const MAX_MEDIAN_LINES = 80;

test("the sources follow the map of imports and the rules of the house", () => {
  const sources = readSources("src");
  expect(sources.length).toBeGreaterThan(100);
  expect(findFaults(sources)).toEqual([]);
});

test("the median file is short", () => {
  const lines = readSources("src").map(({ text }) => text.trimEnd().split("\n").length);
  const median = lines.toSorted((a, b) => a - b)[Math.floor(lines.length / 2)];
  expect(median).toBeLessThan(MAX_MEDIAN_LINES);
});

test("the console imports only types from the server", () => {
  const imports = readSources("web/src").flatMap(findImports);
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter(({ to, isTypeOnly }) => to.startsWith("src/") && !isTypeOnly)).toEqual([]);
});

test.each([
  ["stats may not import db", "src/stats/a.ts", 'import { openDatabase } from "../db/index.ts";'],
  ["a type counts too", "src/llm/a.ts", 'import type { Worker } from "../workers/index.ts";'],
  ["a dynamic import counts too", "src/llm/a.ts", 'const loaded = await import("../workers/index.ts");'],
  ["an export from elsewhere counts too", "src/llm/a.ts", 'export { ask } from "../workers/index.ts";'],
  ["a folder is entered by its door", "src/evals/a.ts", 'import { insertWorker } from "../workers/store.ts";'],
  ["the edges use doors as well", "src/api/a.ts", 'import { insertWorker } from "../workers/store.ts";'],
  ["a domain enters no room of another", "src/workers/a.ts", 'import { Circuit } from "../llm/room/index.ts";'],
  ["a domain knows nothing of the app", "src/evals/a.ts", 'import type { App } from "../app.ts";'],
  ["an unknown folder is not on the map", "src/helpers/a.ts", 'import type { Db } from "../db/index.ts";'],
  ["HTTP stays in api/", "src/evals/a.ts", 'import Fastify from "fastify";'],
  ["the driver stays in db/", "src/evals/a.ts", 'import pg from "pg";'],
  ["the environment is read in config/", "src/evals/a.ts", 'const key = process.env["KEY"];'],
  ["SQL stands in store.ts", "src/evals/a.ts", "await db.query(`select name from worker where uid = $1`, [uid]);"],
  ["a door lists its names", "src/evals/index.ts", 'export * from "./run.ts";'],
  ["a file has an end", "src/evals/a.ts", "// line\n".repeat(301)],
])("a planted fault is found: %s", (_rule, path, text) => {
  expect(findFaults([{ path, text }])).toHaveLength(1);
});

test("a planted cycle is found, over types too", () => {
  const sources = [
    { path: "src/evals/a.ts", text: 'import { b } from "./b.ts";' },
    { path: "src/evals/b.ts", text: 'import type { C } from "./c.ts";' },
    { path: "src/evals/c.ts", text: 'import { a } from "./a.ts";' },
  ];
  expect(findFaults(sources)).toEqual(["these import each other: src/evals/a.ts -> src/evals/b.ts -> src/evals/c.ts -> src/evals/a.ts"]);
});

test.each([
  ["a door", "src/workers/a.ts", 'import type { Db } from "../db/index.ts";'],
  ["a room's own door, by a command", "src/cli/a.ts", 'const { listTasks } = await import("../evals/catalogue/index.ts");'],
  ["lib, by any file", "src/stats/a.ts", 'import { AssayError } from "../lib/errors.ts";'],
  ["SQL in a store", "src/workers/store.ts", "await db.query(`select name from worker where uid = $1`, [uid]);"],
  ["prose that begins like SQL", "src/cli/a.ts", 'const about = "update workers from a file, select some";'],
])("what is allowed is not a fault: %s", (_rule, path, text) => {
  expect(findFaults([{ path, text }])).toEqual([]);
});
