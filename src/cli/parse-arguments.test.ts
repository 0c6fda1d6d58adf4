import { expect, test } from "vitest";
import { defineCommand } from "./command.ts";
import { parseArguments } from "./parse-arguments.ts";
import { UsageError } from "./usage-error.ts";

const command = defineCommand({
  path: "worker add",
  summary: "Register a worker",
  positionals: [{ name: "NAME", about: "what it is called" }],
  options: {
    kind: { type: "string", about: "its kind" },
    role: { type: "string", multiple: true, about: "one role" },
    force: { type: "boolean", about: "go on" },
  },
  run: async () => {},
});

test("what was not given has an empty value of its type", () => {
  expect(parseArguments(command, ["a"])).toEqual({
    values: { kind: undefined, role: [], force: false, json: false, help: false },
    positionals: ["a"],
    json: false,
    help: false,
  });
});

test("options may stand anywhere and several times", () => {
  const { values, positionals, json } = parseArguments(command, ["--role", "x", "a", "--role=y", "--kind", "openai", "--json"]);
  expect(values).toMatchObject({ role: ["x", "y"], kind: "openai", force: false });
  expect([positionals, json]).toEqual([["a"], true]);
});

test.each([
  [[], "assay worker add needs NAME: what it is called."],
  [["a", "b"], 'assay worker add does not take "b".'],
  [["a", "--colour"], "Unknown option '--colour'."],
  [["a", "--kind"], "Option '--kind <value>' argument missing"],
  [["a", "--force=yes"], "Option '--force' does not take an argument"],
])("%j is refused: %s", (argv, sentence) => {
  expect(() => parseArguments(command, argv)).toThrow(UsageError);
  expect(() => parseArguments(command, argv)).toThrow(sentence);
});

test("a call for help needs no name", () => {
  expect(parseArguments(command, ["--help"]).help).toBe(true);
});
