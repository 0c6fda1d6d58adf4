import { expect, test } from "vitest";
import { createLogger, humanLines } from "./index.ts";

test("a line holds the event and its facts, and no secret", () => {
  const lines: string[] = [];
  const log = createLogger({ level: "info", destination: { write: (line) => void lines.push(line) } });
  log.info({ worker: "a", apiKey: "sk-1", spec: { apiKey: "sk-2", headers: { authorization: "Bearer sk-3" } } }, "worker added");
  log.debug("not shown");
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("sk-");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info", msg: "worker added", worker: "a", apiKey: "[secret]" });
});

test("for a terminal: time, message, facts; what is worse than usual says so", () => {
  let shown = "";
  const log = createLogger({ level: "info", destination: humanLines({ write: (text) => (shown += text) }, false) });
  log.info({ run: "r1", documents: 240 }, "run sampled");
  log.warn("careful");
  expect(shown.replaceAll(/\d\d:\d\d:\d\d/g, "T")).toBe("T run sampled run=r1 documents=240\nT warn careful\n");
});
