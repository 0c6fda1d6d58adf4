import OpenAI from "openai";
import { expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, converse, fail, startUpstream, type Play } from "../support/upstream.ts";

const MESSAGES = [{ role: "user" as const, content: "What is 6 x 7?" }];

async function addWorker(server: TestServer, name: string, baseUrl: string): Promise<number> {
  const { status, body } = await server.call<{ uid: number }>("POST", "/assay/v1/workers", {
    body: { name, kind: "openai", baseUrl, model: "shared" },
  });
  expect(status).toBe(201);
  return body.uid;
}

/** The records so far, in the order of their requests; waits until there are `count`. */
async function recordsOf({ app }: TestServer, count: number): Promise<Record<string, unknown>[]> {
  const read = () => app.db.query<Record<string, unknown>>("select * from gateway_request order by id");
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(count);
  return read();
}

test("each request leaves a record: who asked, whom the choice fell on with which chance, what came of it", async () => {
  await using upstream = await startUpstream(converse("It is 42."));
  await using broken = await startUpstream(fail(500));
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: "sesame-open-yourself" } });
  const headers = { api_key: "sesame-open-yourself" };
  const add = async (name: string, baseUrl: string) =>
    (await server.call<{ uid: number }>("POST", "/assay/v1/workers", { headers, body: { name, kind: "openai", baseUrl, model: "shared" } }))
      .body.uid;
  const good = await add("good", upstream.baseUrl);
  const bad = await add("bad", broken.baseUrl);
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "sesame-open-yourself" });

  await client.chat.completions.create({ model: "good", messages: MESSAGES });
  for await (const _event of await client.chat.completions.create({ model: "good", messages: MESSAGES, stream: true }));
  await client.chat.completions.create({ model: "bad", messages: MESSAGES }).catch(() => {});
  await client.chat.completions.create({ model: "no-such-model", messages: MESSAGES }).catch(() => {});
  await server.call("POST", "/chat", { headers, body: { roles: ["user"], messages: ["Hello"], k: 5, stream: false } });

  const [whole, streamed, failed, network] = await recordsOf(server, 4);
  const asked = (uid: number, name: string, probability: number, outcome: string) => ({ uid, name, probability, outcome });
  expect(whole).toMatchObject({
    caller: "expected",
    surface: "openai",
    asked_for: "good",
    is_stream: false,
    k: 1,
    asked: [asked(good, "good", 1, "ok")],
    winner_uid: good,
    outcome: "ok",
    prompt_tokens: 3,
    completion_tokens: 5,
    first_token_ms: null,
  });
  expect(streamed).toMatchObject({ is_stream: true, outcome: "ok", first_token_ms: expect.any(Number) });
  expect(failed).toMatchObject({ asked: [asked(bad, "bad", 1, "server_error")], winner_uid: null, outcome: "upstream" });
  expect(network).toMatchObject({ surface: "chat", asked_for: "random", k: 5, is_stream: false, winner_uid: good, outcome: "ok" });
  const answered = { ...asked(good, "good", 1, "ok"), firstTokenMs: expect.any(Number), durationMs: expect.any(Number) };
  const broke = { ...asked(bad, "bad", 1, "server_error"), firstTokenMs: null, durationMs: null };
  const tokens = (count: number | null) => ({ promptTokens: count && 3, completionTokens: count });
  expect(network?.["asked"]).toEqual(expect.arrayContaining([expect.objectContaining(answered), { ...broke, ...tokens(null) }]));
  // What the choice was made over: uid, incentive, interval, workload. Where one was named there was no choice.
  expect(whole?.["contestants"]).toBeNull();
  expect(network?.["contestants"]).toEqual([
    [good, 0.5, 0, 1, 0],
    [bad, 0.5, 0, 1, 0],
  ]);
});

test("a caller that leaves, and workers that were not needed, are recorded as such", async () => {
  const endless: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk("Once")}\n\n`);
  };
  const mute: Play = (_request, response) => void response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  await using talker = await startUpstream(endless);
  await using listener = await startUpstream(mute);
  await using quick = await startUpstream(converse("Four, says the quick one."));
  await using server = await startTestServer();
  await addWorker(server, "talker", talker.baseUrl);
  await addWorker(server, "listener", listener.baseUrl);
  await addWorker(server, "quick", quick.baseUrl);
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none" });

  const events = await client.chat.completions.create({ model: "talker", messages: MESSAGES, stream: true });
  for await (const _event of events) events.controller.abort();
  await talker.callerLeft(1);
  const [left] = await recordsOf(server, 1);
  expect(left).toMatchObject({ outcome: "cancelled", winner_uid: null, asked: [{ name: "talker", outcome: "cancelled" }] });

  const body = { roles: ["user"], messages: ["Hello"], exclude: ["talker"], timeout: 60 };
  const { body: answer } = await server.call("POST", "/chat", { body, headers: { accept: "text/event-stream" } });
  expect(answer).toContain("Four,");
  await listener.callerLeft(1);
  const [, raced] = await recordsOf(server, 2);
  const outcomes = (raced?.["asked"] ?? []) as { name: string; outcome: string }[];
  expect(outcomes.map(({ name, outcome }) => `${name} ${outcome}`).toSorted()).toEqual(["listener dropped", "quick ok"]);
  await expect.poll(() => server.app.workers.list().map(({ inFlight, queued }) => inFlight + queued)).toEqual([0, 0, 0]);
});
