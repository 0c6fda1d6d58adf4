import OpenAI from "openai";
import { expect, test } from "vitest";
import { startTestServer } from "../support/server.ts";
import { converse, fail, inTurn, startUpstream } from "../support/upstream.ts";

const FIRST = "first-key-of-the-tests";
const ADMIN = { api_key: FIRST };
const ASKED = { model: "a", messages: [{ role: "user" as const, content: "What is 6 x 7?" }], temperature: 0 };

test("a key with a cache is answered the same question once; streams and whole answers share it", async () => {
  await using upstream = await startUpstream(inTurn(fail(400), converse("It is 42.")));
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: FIRST } });
  const worker = { name: "a", kind: "openai", baseUrl: upstream.baseUrl, model: "m", inputPrice: 1_000_000, outputPrice: 1_000_000 };
  await server.call("POST", "/assay/v1/workers", { headers: ADMIN, body: worker });
  const addKey = async (name: string) => {
    const body = { name, scopes: ["chat"], cacheSeconds: 3600, budget: { micros: 1_000_000 } };
    return (await server.call<{ key: string }>("POST", "/assay/v1/keys", { headers: ADMIN, body })).body.key;
  };
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: await addKey("cached"), maxRetries: 0 });
  const ask = async (more: object = {}, headers: Record<string, string> = {}) => {
    const { data, response } = await client.chat.completions.create({ ...ASKED, ...more, stream: false }, { headers }).withResponse();
    return [
      response.headers.get("x-assay-cache"),
      data.choices[0]?.message.content,
      data.usage?.completion_tokens,
      upstream.requests.length,
    ];
  };
  const stream = async (apiKey?: string) => {
    const own = apiKey === undefined ? client : new OpenAI({ baseURL: `${server.url}/v1`, apiKey });
    const { data, response } = await own.chat.completions.create({ ...ASKED, stream: true }).withResponse();
    let text = "";
    for await (const event of data) text += event.choices[0]?.delta.content ?? "";
    return [response.headers.get("x-assay-cache"), text, upstream.requests.length];
  };

  await expect(ask()).rejects.toMatchObject({ status: 400 });
  expect(await stream()).toEqual(["miss", "It is 42.", 2]);
  expect(await ask()).toEqual(["hit", "It is 42.", undefined, 2]);
  expect(await stream()).toEqual(["hit", "It is 42.", 2]);
  expect(await ask({ seed: 5 })).toEqual(["miss", "It is 42.", 5, 3]);
  expect(await ask({ seed: 5 })).toEqual(["hit", "It is 42.", 0, 3]);

  expect(await ask({ temperature: 1 })).toEqual([null, "It is 42.", 5, 4]);
  expect(await ask({ temperature: 1 })).toEqual([null, "It is 42.", 5, 5]);
  expect(await ask({ temperature: 1 }, { "x-assay-cache": "on" })).toEqual(["miss", "It is 42.", 5, 6]);
  expect(await ask({ temperature: 1 }, { "x-assay-cache": "on" })).toEqual(["hit", "It is 42.", 0, 6]);
  expect(await ask({}, { "x-assay-cache": "off" })).toEqual([null, "It is 42.", 5, 7]);
  expect(await stream(await addKey("other"))).toEqual(["miss", "It is 42.", 8]);
  await expect(ask({}, { "x-assay-cache": "yes" })).rejects.toMatchObject({ status: 400, param: "x-assay-cache" });

  const hits = () =>
    server.call<{ requests: { costMicros: number; promptTokens: null }[] }>("GET", "/assay/v1/requests?cache=hit", { headers: ADMIN });
  await expect.poll(async () => (await hits()).body.requests.length).toBe(4);
  for (const row of (await hits()).body.requests)
    expect(row).toMatchObject({ costMicros: 0, promptTokens: null, outcome: "ok", asked: [] });
  const { body } = await server.call<{ usage: object[] }>("GET", "/assay/v1/usage?caller=cached", { headers: ADMIN });
  expect(body.usage).toMatchObject([{ caller: "cached", requests: 11, failed: 1, cacheHits: 4 }]);
  const metrics = await server.call<string>("GET", "/metrics", { headers: ADMIN });
  expect(metrics.body).toContain('assay_cache_lookups_total{outcome="hit"} 4');
});

test("a key's limits are told in headers, and our own 429 is not a worker's", async () => {
  await using busy = await startUpstream(fail(429, { "retry-after": "7" }));
  await using upstream = await startUpstream(converse("It is 42."));
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: FIRST } });
  for (const [name, baseUrl] of [["a", upstream.baseUrl] as const, ["busy", busy.baseUrl] as const]) {
    await server.call("POST", "/assay/v1/workers", { headers: ADMIN, body: { name, kind: "openai", baseUrl, model: name } });
  }
  const limits = { requestsPerMinute: 4, tokensPerMinute: 200 };
  const made = await server.call<{ key: string }>("POST", "/assay/v1/keys", {
    headers: ADMIN,
    body: { name: "k", scopes: ["chat"], ...limits },
  });
  const headers = { api_key: made.body.key };
  const ask = (more: object) => server.call("POST", "/v1/chat/completions", { headers, body: { ...ASKED, ...more } });

  const first = await ask({ max_tokens: 10 });
  expect(first.status).toBe(200);
  expect(first.headers.get("x-ratelimit-limit-requests")).toBe("4");
  expect(first.headers.get("x-ratelimit-remaining-requests")).toBe("3");
  expect(first.headers.get("x-ratelimit-limit-tokens")).toBe("200");
  // What was set aside for it beyond what it used is given back.
  expect(Number(first.headers.get("x-ratelimit-remaining-tokens"))).toBeGreaterThanOrEqual(192);

  const workers = await ask({ model: "busy", max_tokens: 10 });
  expect([workers.status, workers.body]).toMatchObject([429, { error: { code: "workers_rate_limited", type: "rate_limit_error" } }]);

  expect((await ask({ max_tokens: 190 })).status).toBe(429);
  const tokens = await ask({ max_tokens: 190 });
  expect([tokens.status, tokens.body]).toMatchObject([429, { error: { code: "rate_limit_exceeded", type: "tokens" } }]);
  expect(Number(tokens.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  const requests = await ask({ max_tokens: 10 });
  expect([requests.status, requests.body]).toMatchObject([429, { error: { code: "rate_limit_exceeded", type: "requests" } }]);
  expect(Number(requests.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(requests.headers.get("x-ratelimit-remaining-requests")).toBe("0");
});
