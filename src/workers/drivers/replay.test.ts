import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import type { WorkerRequest } from "../driver.ts";
import { hashPrompt } from "./recording.ts";
import { ReplayDriver } from "./replay.ts";

const directory = mkdtempSync(join(tmpdir(), "assay-replay-"));
afterAll(() => rmSync(directory, { recursive: true }));

function driverOf(name: string, content: string | Uint8Array, key = "question_id"): ReplayDriver {
  const recording = join(directory, name);
  writeFileSync(recording, content);
  return new ReplayDriver({
    kind: "replay",
    name: "rec",
    roles: [],
    endpoints: ["chat", "completions"],
    maxConcurrency: 1,
    timeoutMs: 1000,
    inputPrice: 0,
    outputPrice: 0,
    recording,
    key,
  });
}

const ofDocument = (fields: Record<string, unknown>): WorkerRequest => ({
  endpoint: "chat",
  body: { messages: [{ role: "user", content: "?" }] },
  document: { fields, rightAnswer: "", wrongAnswer: "" },
});
const ofPrompt = (content: string): WorkerRequest => ({ endpoint: "chat", body: { messages: [{ role: "user", content }] } });

test("answers a document by its key field, numbers and texts alike, from a plain or gzipped file", async () => {
  const lines = '{"question_id": 70, "text": "The answer is (I)."}\n\n{"question_id": "x", "text": ""}\n';
  for (const driver of [driverOf("plain.jsonl", lines), driverOf("zipped.jsonl.gz", gzipSync(lines))]) {
    expect(await driver.answer(ofDocument({ question_id: 70 }), {})).toMatchObject({ text: "The answer is (I).", finishReason: "stop" });
    expect((await driver.answer(ofDocument({ question_id: "x" }), {})).text).toBe("");
  }
});

test("answers a plain prompt by its hash, by its text, or by a key that is the question", async () => {
  const rows = [
    { prompt_hash: hashPrompt("a"), text: "1" },
    { prompt: "b", text: "2" },
    { question: "c?", text: "3" },
  ];
  const driver = driverOf("prompts.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"), "question");
  const answers = await Promise.all(["a", "b", "c?"].map((prompt) => driver.answer(ofPrompt(prompt), {})));
  expect(answers.map((answer) => answer.text)).toEqual(["1", "2", "3"]);
});

test("what it does not have is a fault that names worker, key and value", async () => {
  const driver = driverOf("few.jsonl", '{"question_id": 1, "text": "a"}\n');
  await expect(driver.answer(ofDocument({ question_id: 2 }), {})).rejects.toMatchObject({
    fault: "not_recorded",
    message: "The recording of rec has no answer to the document with question_id = 2.",
  });
  await expect(driver.answer(ofDocument({ id: 2 }), {})).rejects.toThrow("a document without the field question_id");
});

test.each([
  ["broken.jsonl", '{"question_id": 1, "text": "a"}\n{"question_id": 2, "text": \n', /broken\.jsonl, line 2, is not JSON/],
  ["list.jsonl", "[1]\n", /list\.jsonl, line 1, is not a JSON object\./],
  ["silent.jsonl", '{"question_id": 1}\n', /silent\.jsonl, line 1, has no text\./],
  ["lost.jsonl", '{"text": "a"}\n', /lost\.jsonl, line 1, has none of question_id, prompt and prompt_hash/],
  ["not-zipped.jsonl.gz", "plain text", /not-zipped\.jsonl\.gz cannot be read/],
])("%s is refused with its place", async (name, content, message) => {
  await expect(driverOf(name, content).answer(ofDocument({ question_id: 1 }), {})).rejects.toThrow(message);
});

test("a missing file is refused, and found once it is there", async () => {
  const driver = driverOf("late.jsonl", "");
  rmSync(join(directory, "late.jsonl"));
  await expect(driver.answer(ofDocument({ question_id: 1 }), {})).rejects.toThrow(/late\.jsonl cannot be read/);
  await expect(driver.probe()).rejects.toMatchObject({ fault: "unusable" });
  writeFileSync(join(directory, "late.jsonl"), '{"question_id": 1, "text": "now"}\n');
  expect((await driver.answer(ofDocument({ question_id: 1 }), {})).text).toBe("now");
});

test("streams its text by words, in OpenAI's form", async () => {
  const driver = driverOf("stream.jsonl", '{"question_id": 1, "text": "  two words \\n"}\n');
  const events: { choices: { delta: { content?: string }; finish_reason: string | null }[] }[] = [];
  await driver.stream(ofDocument({ question_id: 1 }), { onEvent: (data) => events.push(JSON.parse(data) as (typeof events)[number]) }, {});
  expect(events.map((event) => event.choices[0]?.delta.content ?? "").join("")).toBe("  two words \n");
  expect(events.map((event) => event.choices[0]?.finish_reason)).toEqual([null, null, null, "stop"]);
});
