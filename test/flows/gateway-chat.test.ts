import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askChat, checkChatStream, post, question, readEvents, readLines } from "../support/chat-stream.ts";
import { openNetwork } from "../support/network.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { converse, fail } from "../support/upstream.ts";

const KEY = "sesame-open-yourself";
const headers = { api_key: KEY };
const STORY = "Tell me a happy story about a rabbit and a turtle that meet on a budget cruise around Northern Ireland";
const TALE = "Once upon a time, a rabbit named Rosie — and a turtle; 兎と亀。 🐢\n\nThe end.";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test("the seed's request gives a stream of StreamChunks, with its key and its slash", async () => {
  await using closed = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: KEY } });
  const call = (path: string, body: unknown, own: Record<string, string> = headers) =>
    closed.call<string>("POST", path, { body, headers: own });
  const seed = { k: 5, timeout: 15, roles: ["user"], messages: [STORY] };

  expect(await call("/chat/", seed)).toMatchObject({ status: 503, body: { detail: expect.stringMatching(/No worker is left to ask/) } });
  expect(await call("/chat/", seed, {})).toMatchObject({ status: 401, body: { detail: expect.stringMatching(/Send a key/) } });
  expect(await call("/chat/", seed, { api_key: "wrong" })).toMatchObject({ status: 401, body: { detail: "The key is not known." } });

  // k is 5: of two workers both are asked, and the response says whom.
  const uids: number[] = [];
  for (const name of ["a", "b"]) {
    const { body } = await closed.call<{ uid: number }>("POST", "/assay/v1/workers", {
      body: { name, kind: "simulated", skill: 1 },
      headers,
    });
    uids.push(body.uid);
  }
  expect(await call("/chat/", { ...seed, stream: false }, { authorization: `Bearer ${KEY}` })).toMatchObject({ status: 200 });
  const answer = await post(closed, "/chat/", seed, { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-assay-uids")?.split(",").map(Number).toSorted()).toEqual(uids);
  expect(answer.headers.get("cache-control")).toBe("no-cache, no-transform");
  expect(answer.headers.get("x-accel-buffering")).toBe("no");
  const { text, chunks, error } = checkChatStream(readLines(await answer.text()));
  expect(error).toBeUndefined();
  expect(text).toContain("Tell me a happy story");
  expect(chunks.every((chunk) => chunk.accumulated_chunks !== undefined)).toBe(true);
});

test("the seed's address works as it is written, and a page of another site may not use it", async () => {
  await using network = await openNetwork(server, [converse(TALE)]);
  const here = { ...server, url: server.url.replace("127.0.0.1", "0.0.0.0") };
  const body = question({ uid_list: network.uids });
  expect(checkChatStream(readLines(await (await post(here, "/chat/", body)).text())).text).toBe(TALE);
  expect((await post(here, "/chat/", body, { headers: { origin: "http://0.0.0.0:1" } })).status).toBe(403);
});

test("a client of server-sent events gets the same pieces as events", async () => {
  await using network = await openNetwork(server, [converse(TALE)]);
  const answer = await post(server, "/chat", question({ uid_list: network.uids }), { headers: { accept: "text/event-stream" } });
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(checkChatStream(readEvents(await answer.text()))).toMatchObject({ text: TALE, uid: network.uids[0], error: undefined });
});

test("accumulate: false leaves the accumulations to the final chunk; a long answer does so after 256 chunks", async () => {
  const long = Array.from({ length: 300 }, (_, index) => `w${index}`).join(" ");
  await using network = await openNetwork(server, [converse(long)]);
  const lean = await askChat(server, { uid_list: network.uids, accumulate: false });
  expect(lean.text).toBe(long);
  expect(lean.chunks.flatMap((chunk, index) => (chunk.accumulated_chunks ? [index] : []))).toEqual([300]);
  const full = await askChat(server, { uid_list: network.uids });
  expect(full.text).toBe(long);
  expect(full.chunks.flatMap((chunk, index) => (chunk.accumulated_chunks ? [index] : []))).toEqual([
    ...Array.from({ length: 256 }, (_, index) => index),
    300,
  ]);
});

test("stream: false gives one JSON object, and a failure a status", async () => {
  await using network = await openNetwork(server, [converse(TALE), fail(500)]);
  const [uid, broken] = network.uids;
  const ask = (uids: unknown[]) => server.call<Whole>("POST", "/chat", { body: question({ uid_list: uids, stream: false }) });
  const { status, body } = await ask([uid]);
  expect(status).toBe(200);
  expect(body).toEqual({
    streamed_chunks: TALE.match(/\s*\S+/g),
    streamed_chunks_timings: body.streamed_chunks.map(() => expect.any(Number)),
    uid,
    completion: TALE,
    timing: expect.any(Number),
  });
  expect(body.timing).toBeGreaterThanOrEqual(body.streamed_chunks_timings.at(-1) ?? Number.POSITIVE_INFINITY);
  expect(await ask([broken])).toMatchObject({ status: 502, body: { detail: expect.stringMatching(/answered 500.*played 500/) } });
});

interface Whole {
  streamed_chunks: string[];
  streamed_chunks_timings: number[];
  uid: number;
  completion: string;
  timing: number;
}

test("the conversation reaches the worker with its roles, one for each message or one for all", async () => {
  await using network = await openNetwork(server, [converse("yes")]);
  const asked = { uid_list: network.uids };
  await askChat(server, { ...asked, roles: ["system", "user"], messages: ["Be brief.", "Is it?"] });
  await askChat(server, {
    ...asked,
    roles: ["user"],
    messages: ["Is it?", "Really?"],
    temperature: 0.3,
    query_validators: true,
    request: {},
  });
  expect(network.upstreams[0]?.requests.map(({ body }) => body)).toEqual([
    {
      model: "m",
      stream: true,
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Is it?" },
      ],
    },
    {
      model: "m",
      stream: true,
      messages: [
        { role: "user", content: "Is it?" },
        { role: "user", content: "Really?" },
      ],
    },
  ]);
});

describe("a wrong request is 400, names its field and asks nobody", () => {
  test.each([
    ["k", { k: 0 }],
    ["k", { k: "5" }],
    ["k", { k: 1.5 }],
    ["timeout", { timeout: 0 }],
    ["timeout", { timeout: "10" }],
    ["roles", { roles: undefined }],
    ["roles", { roles: ["user", "user", "user"] }],
    ["roles[0]", { roles: ["pirate"] }],
    ["messages", { messages: "What?" }],
    ["messages[0]", { messages: [42] }],
    ["exclude", { exclude: "a" }],
    ["excluded_uids[0]", { excluded_uids: ["7"] }],
    ["prefer", { prefer: "wisest" }],
    ["sampling_mode", { sampling_mode: "by_hand" }],
    ["uid_list", { sampling_mode: "list" }],
    ["stream", { stream: "yes" }],
    ["accumulate", { accumulate: 1 }],
    ["query_validators", { query_validators: "no" }],
    ["unique_owner", { unique_owner: "yes" }],
    ["unique_address", { unique_address: 1 }],
    ["worker_roles", { worker_roles: "judge" }],
    ["judge", { judge: "me" }],
    ["synthesize", { synthesize: 1 }],
    ["prefer", { prefer: "shortest", synthesize: true }],
  ])("%s: %j", async (field, wrong) => {
    const { status, body } = await server.call("POST", "/chat", { body: question(wrong) });
    expect({ status, body }).toMatchObject({ status: 400, body: { detail: expect.stringContaining(field), field } });
  });

  test("a body that is no JSON, or none", async () => {
    for (const body of ["{", ""]) {
      const response = await fetch(`${server.url}/chat`, { method: "POST", headers: { "content-type": "application/json" }, body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ detail: expect.any(String) });
    }
  });
});

test("/echo streams the words of the messages k times", async () => {
  const answer = await post(server, "/echo/", { k: 3, roles: ["user"], messages: ["one two", "three"], delay_ms: 0 });
  const { chunks, text, error } = checkChatStream(readLines(await answer.text()));
  expect(error).toBeUndefined();
  expect(chunks).toHaveLength(10);
  expect(text.split(/\s+/)).toEqual(["one", "two", "threeone", "two", "threeone", "two", "three"]);
});

test("/echo says its words at its pace, and stops when the caller leaves", async () => {
  const leaving = new AbortController();
  // The whole would take a day.
  const body = { k: 256, roles: ["user"], messages: ["word ".repeat(100_000)], delay_ms: 10 };
  const response = await post(server, "/echo", body, leaving);
  const reader = response.body?.getReader();
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  leaving.abort();
  const inFlight = async () => /^assay_http_requests_in_flight (\d+)$/m.exec((await server.call<string>("GET", "/metrics")).body)?.[1];
  // The one that asks.
  await expect.poll(inFlight).toBe("1");
});
