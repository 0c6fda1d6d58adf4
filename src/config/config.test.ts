import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect, parseEnv } from "node:util";
import { expect, test } from "vitest";
import { loadConfig, VARIABLES, type Config } from "./index.ts";

function load(environment: NodeJS.ProcessEnv, files: Record<string, string> = {}): Config {
  const directory = mkdtempSync(join(tmpdir(), "assay-config-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    return loadConfig({ environment, directory });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function origins(config: Config): Record<string, string> {
  return Object.fromEntries(config.settings.map(({ name, origin }) => [name, origin]));
}

test("the environment wins over .env, that over the default, and each value says where it came from", () => {
  const config = load({ PORT: "1234", HOST: "" }, { ".env": "PORT=99\nLOG_LEVEL=debug\n# HOST=1.2.3.4\n" });
  expect(config).toMatchObject({ server: { port: 1234, host: "127.0.0.1", isLoopback: true }, logLevel: "debug", file: { workers: [] } });
  expect(origins(config)).toMatchObject({ PORT: "env", LOG_LEVEL: ".env", HOST: "default" });
});

test.each([
  [{ PORT: "http" }, "PORT: must be a port number (from env)."],
  [{ PORT: "70000" }, "PORT: too big: expected number to be <=65535 (from env)."],
  [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL: must be a postgres:// URL (from env)."],

  [{ OPENAI_BASE_URL: "http://127.0.0.1:1/v1" }, "OPENAI_BASE_URL is set without OPENAI_MODEL: name the model too."],
  [{ OPENAI_MODEL: "qwen" }, "OPENAI_MODEL is set without OPENAI_BASE_URL: name the endpoint too."],
])("%j refuses to start: %s", (environment, sentence) => {
  expect(() => load(environment)).toThrow(sentence);
});

test("a named file that is missing is an error; without a name there may be none", () => {
  expect(load({}).file.workers).toEqual([]);
  expect(() => load({ ASSAY_CONFIG: "mine.yaml" })).toThrow(/ASSAY_CONFIG names .*mine\.yaml, which cannot be read/);
});

test.each([
  ["workers: [{ name: a", /assay\.yaml, line \d+: /],
  ["worker: []", /assay\.yaml: worker: is not a known field\.$/],
  ["workers: [3]", /assay\.yaml: workers\[0\]: expected record, received number\.$/],
  ["workers: []\nworkers: []", /assay\.yaml, line 2: duplicated mapping key\.$/],
])("%j is refused with its place", (text, sentence) => {
  expect(() => load({}, { "assay.yaml": text })).toThrow(sentence);
});

test("answers: refusals of one's own, beside the usual ones or instead of them", () => {
  expect(load({}).file.answers).toEqual({ refusals: [], usualRefusals: true });
  const config = load({}, { "assay.yaml": "answers: { refusals: [Das kann ich nicht] }" });
  expect(config.file.answers).toEqual({ refusals: ["Das kann ich nicht"], usualRefusals: true });
  expect(origins(config)).toMatchObject({ answers: "assay.yaml" });
  for (const [text, sentence] of [
    ["answers: { refusals: ['…'] }", /assay\.yaml: answers\.refusals\[0\]: must hold a letter or a digit\.$/],
    ["answers: { refusals: No }", /assay\.yaml: answers\.refusals: expected array, received string\.$/],
    ["answers: { patterns: [] }", /assay\.yaml: answers\.patterns: is not a known field\.$/],
  ] as const) {
    expect(() => load({}, { "assay.yaml": text })).toThrow(sentence);
  }
});

test("secrets never show", () => {
  const config = load({ EXPECTED_ACCESS_KEY: "correct horse battery", DATABASE_URL: "postgres://u:hunter2@h/d" });
  const shown = JSON.stringify(config) + inspect(config, { depth: 9 }) + String(config.expectedAccessKey);
  expect(shown).not.toMatch(/correct horse|hunter2/);
  expect(config.expectedAccessKey?.reveal()).toBe("correct horse battery");
  expect(config.settings).toContainEqual({ name: "DATABASE_URL", value: "set", origin: "env" });
});

test(".env.example lists every variable and no other", () => {
  const text = readFileSync(new URL("../../.env.example", import.meta.url), "utf8").replaceAll(/^# (?=[A-Z_]+=)/gm, "");
  expect(Object.keys(parseEnv(text)).toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
});
