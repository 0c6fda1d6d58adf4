import { expect, test } from "vitest";
import { startUpstream, type Play } from "../../test/support/upstream.ts";
import { complete, type Completion } from "./complete.ts";
import { Endpoint } from "./endpoint.ts";

async function read(body: unknown): Promise<Completion> {
  const play: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  await using upstream = await startUpstream(play);
  await using endpoint = new Endpoint({ baseUrl: upstream.baseUrl, connections: 1, allowPrivate: true });
  return await complete(endpoint, "/chat/completions", "{}", { timeoutMs: 30_000 });
}

const withMessage = (message: unknown) => ({ choices: [{ index: 0, message, finish_reason: "stop" }] });

test.each([
  ["a text", withMessage({ content: "hi" }), "hi"],
  ["an empty text", withMessage({ content: "" }), ""],
  ["a text in parts", withMessage({ content: [{ type: "text", text: "a" }, { type: "image" }, { type: "text", text: "b" }] }), "ab"],
  ["a refusal", withMessage({ content: null, refusal: "I will not." }), "I will not."],
  ["a call of tools", withMessage({ content: null, tool_calls: [{ id: "1" }] }), ""],
  ["a call of a function", withMessage({ content: null, function_call: { name: "f" } }), ""],
  ["a plain completion", { choices: [{ index: 0, text: "plain" }] }, "plain"],
  [
    "choices out of order",
    {
      choices: [
        { index: 1, text: "second" },
        { index: 0, text: "first" },
      ],
    },
    "first",
  ],
  ["a choice without an index", { choices: [{ text: "only" }] }, "only"],
  ["an error that is null", { ...withMessage({ content: "fine" }), error: null }, "fine"],
])("%s is an answer", async (_what, body, text) => {
  expect((await read(body)).text).toBe(text);
});

test.each([
  ["no choices", {}, "empty_response"],
  ["choices that are no list", { choices: { text: "x" } }, "empty_response"],
  ["null", withMessage({ content: null }), "empty_response"],
  ["only thoughts", withMessage({ content: null, reasoning_content: "hm", tool_calls: [] }), "empty_response"],
  ["a limit of a router", { error: { message: "later", code: 429 } }, "rate_limited"],
  ["a refusal of a router", { error: { message: "too long", code: 400 } }, "bad_request"],
  ["an error in words", { error: "it broke" }, "server_error"],
])("%s is no answer", async (_what, body, kind) => {
  await expect(read(body)).rejects.toMatchObject({ kind });
});

test("usage counts what makes sense, and the rest is as it was sent", async () => {
  const body = { ...withMessage({ content: "hi" }), usage: { prompt_tokens: 4 }, extra: { kept: [1] } };
  expect(await read(body)).toMatchObject({ finishReason: "stop", usage: { promptTokens: 4, completionTokens: 0 }, body });
  expect((await read({ ...body, usage: { prompt_tokens: -1 } })).usage).toBeNull();
  expect((await read({ ...body, usage: { prompt_tokens: "4" } })).usage).toBeNull();
});
