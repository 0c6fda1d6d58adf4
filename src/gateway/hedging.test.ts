import { expect, test } from "vitest";
import { Hedging, isSafeToAskTwice } from "./hedging.ts";

test("a worker's own answers say when it is slow, from the twentieth on, and never less than 50 ms", () => {
  const hedging = new Hedging("p95");
  for (let ms = 101; ms < 120; ms++) hedging.learn(1, "first token", ms);
  expect(hedging.afterMs({ uid: 1 }, "first token")).toBeUndefined();
  hedging.learn(1, "first token", 120);
  expect(hedging.afterMs({ uid: 1 }, "first token")).toBe(120);
  expect(hedging.afterMs({ uid: 1 }, "first token", "p50")).toBe(111);
  expect([hedging.afterMs({ uid: 1 }, "answer"), hedging.afterMs({ uid: 2 }, "first token")]).toEqual([undefined, undefined]);
  for (let i = 0; i < 20; i++) hedging.learn(3, "answer", 2);
  expect(hedging.afterMs({ uid: 3 }, "answer")).toBe(50);
});

test("milliseconds hold from the first request on; off is off; a request's own policy wins", () => {
  expect(new Hedging(7).afterMs({ uid: 1 }, "answer")).toBe(7);
  expect(new Hedging("off").afterMs({ uid: 1 }, "answer")).toBeUndefined();
  expect(new Hedging(7).afterMs({ uid: 1 }, "answer", "off")).toBeUndefined();
  expect(new Hedging("off").afterMs({ uid: 1 }, "answer", 9)).toBe(9);
});

test.each([
  [{}, true],
  [{ tools: [{ type: "function" }, { type: "custom" }], store: false }, true],
  [{ store: true }, false],
  [{ background: true }, false],
  [{ tools: [{ type: "function" }, { type: "code_interpreter" }] }, false],
  [{ tools: [{ type: "mcp" }] }, false],
  [{ tools: [null], store: null }, true],
])("asking twice for %j is safe: %s", (body, isSafe) => {
  expect(isSafeToAskTwice(body)).toBe(isSafe);
});
