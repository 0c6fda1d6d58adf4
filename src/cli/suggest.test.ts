import { expect, test } from "vitest";
import { suggest } from "./suggest.ts";

const COMMANDS = ["serve", "config", "worker list", "worker add", "eval"];

test.each([
  ["serv", "serve"],
  ["sevre", "serve"],
  ["confg", "config"],
  ["worker lsit", "worker list"],
  ["evla", "eval"],
  ["xyzzy", undefined],
  ["", undefined],
])("%s -> %s", (typed, meant) => {
  expect(suggest(typed, COMMANDS)).toBe(meant);
});
