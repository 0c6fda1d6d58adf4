/**
 * The sixteen faults of Failover Bench (scenarios/catalogue.yaml, methodology v0.1), each on a real upstream that is asked first, with a
 * healthy one beside it: docs/guides/failures.md says what a caller sees. The expected number of passes is 16 of 16.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkChatStream, post, question, readLines } from "../support/chat-stream.ts";
import { openNetwork, type Network } from "../support/network.ts";
import { events, page, reset, silence, when } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, converse, fail, inTurn, type Play } from "../support/upstream.ts";

const TOKENS = Array.from({ length: 60 }, (_, index) => `t${index} `);
const TEXT = TOKENS.join("");
const EVENTS = { "content-type": "text/event-stream" };
const MESSAGES = [{ role: "user", content: "Count." }];

/** The whole answer, a token an event. */
const whole: Play = (request, response, control) =>
  request.body["stream"] === true
    ? events(...TOKENS.map((token) => chunk(token)), chunk("", "stop"), "[DONE]")(request, response, control)
    : converse(TEXT)(request, response, control);

/** So many tokens, then what `then` plays; a whole answer is cut in the middle of its body. */
const afterTokens =
  (count: number, then: (response: Parameters<Play>[1]) => void): Play =>
  (request, response) => {
    if (request.body["stream"] !== true) {
      response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
      response.write('{"choices":[{"index":0,"message":{"content":"t0 ');
      return then(response);
    }
    response.writeHead(200, EVENTS);
    for (const token of TOKENS.slice(0, count)) response.write(`data: ${chunk(token)}\n\n`);
    then(response);
  };
const cut = afterTokens(40, (response) => void setImmediate(() => response.socket?.destroy()));
const stall = afterTokens(40, () => {});
const malformed = afterTokens(40, (response) => void response.end(`data: {"choices":[{"index":0,"delta":{"content":"t40\n\n`));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** `assay/top` asks the first of them first. */
async function rank(plays: readonly Play[], more: Record<string, unknown> = {}): Promise<Network> {
  const network = await openNetwork(server, plays, more);
  await server.app.db.query("update worker set score = 1 / (1 + uid::float8 - $1) where removed_at is null", [network.uids[0]]);
  await server.app.workers.reload();
  return network;
}

interface Seen {
  status: number;
  headers: Headers;
  text: string;
  /** Of a stream: how it ended. */
  end: "[DONE]" | "error" | "cut" | undefined;
  error: { message: string; code: string } | undefined;
}

/** Asks `/v1/chat/completions` and reads it as a client would. */
async function ask(stream: boolean, headers: Record<string, string> = {}): Promise<Seen> {
  const response = await post(server, "/v1/chat/completions", { model: "assay/top", messages: MESSAGES, stream }, { headers });
  const body = await response.text();
  const head = { status: response.status, headers: response.headers };
  if (!(response.headers.get("content-type") ?? "").includes("event-stream")) {
    const { choices, error } = JSON.parse(body) as { choices?: { message: { content: string } }[]; error?: Seen["error"] };
    return { ...head, text: choices?.[0]?.message.content ?? "", end: undefined, error };
  }
  const seen: Seen = { ...head, text: "", end: "cut", error: undefined };
  for (const event of body.split("\n\n").filter((one) => one !== "")) {
    expect([event.startsWith("data: "), seen.end]).toEqual([true, "cut"]);
    if (event === "data: [DONE]") seen.end = "[DONE]";
    else {
      const data = JSON.parse(event.slice(6)) as { choices?: { delta: { content?: string } }[]; error?: Seen["error"] };
      if (data.error) Object.assign(seen, { end: "error", error: data.error });
      else seen.text += data.choices?.[0]?.delta.content ?? "";
    }
  }
  return seen;
}

/** Asks `/chat` for both at once, streamed. */
async function chat(network: Network, more: Record<string, unknown> = {}) {
  const body = question({ k: network.uids.length, sampling_mode: "list", uid_list: network.uids, ...more });
  const response = await post(server, "/chat", body);
  return checkChatStream(readLines(await response.text()));
}

/** The fault is not seen by the caller at all, on any interface. */
async function rescued(fault: Play): Promise<true> {
  for (const stream of [false, true]) {
    await using network = await rank([fault, whole], { timeoutMs: 700 });
    const seen = await ask(stream);
    expect({ status: seen.status, text: seen.text, end: seen.end }).toEqual({
      status: 200,
      text: TEXT,
      end: stream ? "[DONE]" : undefined,
    });
    expect(network.upstreams[0]?.requests).toHaveLength(1);
    await network.calm();
  }
  await using network = await rank([fault, whole], { timeoutMs: 700 });
  expect(await chat(network, { timeout: 3 })).toMatchObject({ text: TEXT, error: undefined });
  await network.calm();
  return true;
}

/** After the first token: the sibling's own answer where it begins alike, else a clean error and nothing of another text. */
async function rescuedOrCleanError(fault: Play): Promise<true> {
  await rescued(fault);
  const other = converse("Something else entirely.");
  {
    await using network = await rank([fault, other], { timeoutMs: 700 });
    const seen = await ask(true);
    expect(seen).toMatchObject({ status: 200, end: "error", error: { message: expect.any(String) } });
    expect(seen.text).toBe(TOKENS.slice(0, 40).join(""));
    // The sibling was asked and dropped; a whole answer comes from it, because nothing was sent before.
    await network.calm();
    expect(await ask(false)).toMatchObject({ status: 200, text: "Something else entirely." });
  }
  // The healthy one waits until the broken one is being streamed.
  const begun = Promise.withResolvers<void>();
  const signalling: Play = (request, response, control) => (setTimeout(begun.resolve, 50), fault(request, response, control));
  await using network = await rank([signalling, when(begun.promise, other)], { timeoutMs: 700 });
  const seen = await chat(network, { timeout: 3 });
  expect(seen.error).toMatch(/broke off in the middle/);
  expect(seen.text).toBe(TOKENS.slice(0, 40).join(""));
  await network.calm();
  return true;
}

describe("Failover Bench", () => {
  test("S01: a 429 with Retry-After is rescued, and the worker is left alone until then", async () => {
    const limited = fail(429, { "retry-after": "30" });
    expect(await rescued(limited)).toBe(true);
    await using network = await rank([limited, whole]);
    expect([await ask(true), await ask(false)].map(({ text }) => text)).toEqual([TEXT, TEXT]);
    expect(network.upstreams[0]?.requests).toHaveLength(1);
  });

  test("S02: 429 from everybody is one 429 with the smallest wait; then a 503 of its own code until it is over", async () => {
    await using network = await rank([fail(429, { "retry-after": "50" }), fail(429, { "retry-after": "20" })]);
    for (const [stream, status, code] of [
      [true, 429, /rate_limit/],
      [false, 503, /workers_cooling/],
    ] as const) {
      const seen = await ask(stream);
      expect(seen).toMatchObject({ status, error: { code: expect.stringMatching(code) } });
      expect(Number(seen.headers.get("retry-after"))).toBeGreaterThan(15);
      expect(Number(seen.headers.get("retry-after"))).toBeLessThanOrEqual(20);
      expect(seen.headers.get("x-should-retry")).toBe("false");
    }
    expect(network.upstreams.map(({ requests }) => requests.length)).toEqual([1, 1]);
    expect((await chat(network)).error).toMatch(/not asked for another/);
  });

  test("S03: a 500 is rescued", async () => expect(await rescued(inTurn(fail(500), whole))).toBe(true));
  test("S04: a 503 is rescued", async () => expect(await rescued(fail(503))).toBe(true));
  test("S05: a reset before the head is rescued", async () => expect(await rescued(reset)).toBe(true));
  test("S06: silence is rescued when the worker's time is over", async () => expect(await rescued(silence)).toBe(true));

  test("S07: a first token that is slow is not waited for", async () => {
    const slow: Play = async (request, response, { gone }) => {
      if (request.body["stream"] === true)
        response.writeHead(200, EVENTS).write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { role: "assistant" } }] })}\n\n`);
      await gone;
    };
    for (const stream of [true, false]) {
      // The worker may take a minute; the caller gets the other's answer after 20 ms.
      await using network = await rank([slow, whole]);
      const seen = await ask(stream, { "x-assay-hedge": "20" });
      expect(seen).toMatchObject({ status: 200, text: TEXT });
      await network.upstreams[0]?.callerLeft(1);
      expect(server.app.workers.find(network.names[0] ?? "")).toMatchObject({ failed: 0 });
    }
    await using network = await rank([slow, whole]);
    expect(await chat(network)).toMatchObject({ text: TEXT, error: undefined });
  });

  test("S08: a stream cut after 40 of 60 tokens", async () => expect(await rescuedOrCleanError(cut)).toBe(true));
  test("S09: a stream that stalls after 40 tokens", async () => expect(await rescuedOrCleanError(stall)).toBe(true));
  test("S10: a chunk that is broken JSON", async () => expect(await rescuedOrCleanError(malformed)).toBe(true));

  test("S11: a stream without [DONE] is whole when it has its finish reason, and gets one", async () => {
    const undone = events(...TOKENS.map((token) => chunk(token)), chunk("", "stop"));
    await using network = await rank([undone, converse("never asked")]);
    expect(await ask(true)).toMatchObject({ status: 200, text: TEXT, end: "[DONE]" });
    expect(await chat(network, { k: 1 })).toMatchObject({ text: TEXT, error: undefined });
    expect(network.upstreams[1]?.requests).toHaveLength(0);
  });

  test.each([
    ["S12: a prompt that is too long", "context_length_exceeded"],
    ["S13: what a content filter refuses", "content_filter"],
  ])("%s goes to nobody else, and keeps its status and sentence", async (_name, code) => {
    const error = { message: `refused: ${code}`, type: "invalid_request_error", code, param: "messages" };
    const refusal = page(JSON.stringify({ error }), "application/json", 400);
    await using network = await rank([refusal, whole]);
    for (const stream of [true, false]) {
      const seen = await ask(stream);
      expect(seen).toMatchObject({ status: 400, error: { message: expect.stringContaining(`refused: ${code}`) } });
    }
    expect((await chat(network, { k: 1 })).error).toContain(code);
    expect(network.upstreams.map(({ requests }) => requests.length)).toEqual([3, 0]);
    expect(server.app.workers.find(network.names[0] ?? "")).toMatchObject({ state: "registered" });
  });

  test("S14: a sibling that refuses prefilled answers is asked as the first was", async () => {
    const noPrefill: Play = (request, response, control) => {
      const { role } = (request.body["messages"] as { role: string }[]).at(-1) ?? { role: "" };
      return (role === "assistant" ? fail(400) : whole)(request, response, control);
    };
    await using network = await rank([cut, noPrefill]);
    expect(await ask(true)).toMatchObject({ text: TEXT, end: "[DONE]" });
    const [first, second] = network.upstreams.map(({ requests }) => requests[0]?.raw);
    expect(second).toBe(first);
  });

  test("S15: a worker that fails every other time costs its callers nothing", async () => {
    const flapping: Play = (request, response, control) => (control.number % 2 === 1 ? fail(500) : whole)(request, response, control);
    await using network = await rank([flapping, whole]);
    for (let i = 0; i < 12; i++) expect(await ask(i % 3 === 0)).toMatchObject({ status: 200, text: TEXT });
    for (let i = 0; i < 4; i++) expect(await chat(network)).toMatchObject({ text: TEXT, error: undefined });
    await network.calm();
  });

  test("S16: who answered, who failed, the tokens and the attempts are recorded, once each", async () => {
    const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 60 } });
    const counted: Play = (request, response, control) =>
      request.body["stream"] === true
        ? events(...TOKENS.map((token) => chunk(token)), chunk("", "stop"), usage, "[DONE]")(request, response, control)
        : whole(request, response, control);
    await using network = await rank([fail(500), counted]);
    const headers = (await ask(true)).headers;
    await ask(false);
    expect([headers.get("x-assay-attempts"), headers.get("x-assay-workers")]).toEqual(["2", network.names.join(",")]);
    const select =
      "select winner_uid, outcome, prompt_tokens, completion_tokens, asked from gateway_request where asked->0->>'name' = $1 order by id";
    await expect
      .poll(() => server.app.db.query(select, [network.names[0]]), { timeout: 10_000 })
      .toMatchObject([
        {
          winner_uid: network.uids[1],
          outcome: "ok",
          prompt_tokens: 11,
          completion_tokens: 60,
          asked: [{ outcome: "server_error" }, { outcome: "ok" }],
        },
        { winner_uid: network.uids[1], outcome: "ok", prompt_tokens: 3, completion_tokens: 5 },
      ]);
    await network.calm();
    expect(network.names.map((name) => server.app.workers.find(name))).toMatchObject([
      { failed: 2, inFlight: 0, queued: 0 },
      { answered: 2, failed: 0, inFlight: 0, queued: 0 },
    ]);
  });
});
