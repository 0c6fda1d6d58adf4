import { expect, test } from "vitest";
import { saysSomething } from "./says-something.ts";

test.each([
  [{ choices: [{ delta: { role: "assistant", content: "" }, finish_reason: null }] }, false],
  [{ choices: [{ delta: { role: "assistant", content: null, refusal: null, tool_calls: [] } }] }, false],
  [{ choices: [] }, false],
  [{ choices: null }, false],
  [{ choices: [null] }, false],
  [{}, false],
  [{ choices: [{ delta: { content: " " } }] }, true],
  [{ choices: [{ delta: { reasoning_content: "Hm" } }] }, true],
  [{ choices: [{ delta: { tool_calls: [{ index: 0 }] } }] }, true],
  [{ choices: [{ delta: {}, finish_reason: "stop" }] }, true],
  [{ choices: [{ text: "a" }] }, true],
  [{ choices: [{ delta: { role: "assistant" } }, { index: 1, delta: { content: "b" } }] }, true],
])("%j says something: %s", (event, expected) => {
  expect(saysSomething(event)).toBe(expected);
});
