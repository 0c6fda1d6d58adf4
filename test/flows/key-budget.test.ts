import fc from "fast-check";
import OpenAI, { RateLimitError } from "openai";
import { expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answer, chunk, converse, fail, startUpstream, type Play } from "../support/upstream.ts";

const FIRST = "first-key-of-the-tests";
const ADMIN = { api_key: FIRST };
const MESSAGES = [{ role: "user" as const, content: "What is 6 x 7?" }];
/** Micro-units per million tokens: one token costs one micro-unit. */
const PRICES = { inputPrice: 1_000_000, outputPrice: 1_000_000 };

interface Budget {
  spent: { micros: number; tokens: number };
  reserved: { micros: number; tokens: number };
  left: { micros: number | null; tokens: number | null };
}

function start(): Promise<TestServer> {
  return startTestServer({ environment: { EXPECTED_ACCESS_KEY: FIRST } });
}

async function addWorker(server: TestServer, name: string, baseUrl: string, more: object = {}): Promise<void> {
  const body = { name, kind: "openai", baseUrl, model: "shared", maxConcurrency: 64, ...PRICES, ...more };
  expect((await server.call("POST", "/assay/v1/workers", { headers: ADMIN, body })).status).toBe(201);
}

async function addKey(server: TestServer, body: object): Promise<string> {
  const made = await server.call<{ key: string }>("POST", "/assay/v1/keys", { headers: ADMIN, body: { scopes: ["chat"], ...body } });
  expect(made.status).toBe(201);
  return made.body.key;
}

async function budgetOf(server: TestServer, name: string): Promise<Budget | undefined> {
  const { body } = await server.call<{ keys: { name: string; budget: Budget }[] }>("GET", "/assay/v1/keys", { headers: ADMIN });
  return body.keys.find((key) => key.name === name)?.budget;
}

/** Once nothing is under way and everything is booked. */
async function settled(server: TestServer, name: string): Promise<Budget> {
  await expect.poll(async () => (await budgetOf(server, name))?.reserved, { timeout: 20_000 }).toEqual({ micros: 0, tokens: 0 });
  return (await budgetOf(server, name)) as Budget;
}

const openai = (server: TestServer, apiKey: string) => new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 2 });

test.each([{ micros: 300 }, { tokens: 300 }])(
  "a request may name any length of its answer: %o refuses it, or does not care",
  async (budget) => {
    await using upstream = await startUpstream(answer("It is 42."));
    await using server = await start();
    await addWorker(server, "paid", upstream.baseUrl);
    await addWorker(server, "free", upstream.baseUrl, { inputPrice: 0, outputPrice: 0 });
    const client = openai(server, await addKey(server, { name: "trial", budget }));
    const ask = (model: string) =>
      client.chat.completions.create({ model, messages: MESSAGES, max_completion_tokens: Number.MAX_SAFE_INTEGER, n: 100_000 }).then(
        () => "ok",
        (error: RateLimitError) => error.code,
      );
    expect(await ask("paid")).toBe("insufficient_quota");
    expect(await ask("free")).toBe(budget.tokens === undefined ? "ok" : "insufficient_quota");
    const path = "/assay/v1/requests?caller=trial";
    const list = () => server.call<{ requests: { askedFor: string }[] }>("GET", path, { headers: ADMIN });
    await expect.poll(async () => (await list()).body.requests.map(({ askedFor }) => askedFor)).toEqual(["free", "paid"]);
  },
);

test("what a request costs is reserved, settled and shown; beyond the budget nobody is asked", async () => {
  await using upstream = await startUpstream(answer("It is 42."));
  await using server = await start();
  await addWorker(server, "a", upstream.baseUrl);
  const key = await addKey(server, { name: "trial", budget: { micros: 300 } });
  const client = openai(server, key);
  const ask = () => client.chat.completions.create({ model: "a", messages: MESSAGES, max_completion_tokens: 20 }).withResponse();

  const { response } = await ask();
  expect(response.headers.get("x-assay-cost")).toBe("8");
  expect(await settled(server, "trial")).toMatchObject({ spent: { micros: 8, tokens: 8 }, left: { micros: 292, tokens: null } });

  const asked = upstream.requests.length;
  const refused = await client.chat.completions
    .create({ model: "a", messages: MESSAGES, max_completion_tokens: 300 })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RateLimitError);
  expect(refused).toMatchObject({ status: 429, code: "insufficient_quota", type: "insufficient_quota" });
  expect((refused as Error).message).toContain("The key trial has a budget of 0.0003: 0.000292 is left, and this request may take ");
  // The official client does not try again what can only fail again.
  expect(upstream.requests).toHaveLength(asked);

  const chat = await server.call("POST", "/chat", { headers: { api_key: key }, body: { roles: ["user"], messages: ["Hello"] } });
  expect(chat.status).toBe(402);
  expect(chat.body).toMatchObject({ detail: expect.stringContaining("The key trial has a budget of 0.0003") });
  expect(upstream.requests).toHaveLength(asked);
  expect(await settled(server, "trial")).toMatchObject({ spent: { micros: 8, tokens: 8 } });

  const changed = await server.call("PATCH", "/assay/v1/keys/trial", {
    headers: ADMIN,
    body: { budget: { micros: 10_000, tokens: 9_000 } },
  });
  expect(changed.body).toMatchObject({
    budget: { micros: 10_000, tokens: 9_000, period: "total", spent: { micros: 8 }, left: { micros: 9_992 } },
  });
  await client.chat.completions.create({ model: "a", messages: MESSAGES, max_completion_tokens: 300 });
  expect(await settled(server, "trial")).toMatchObject({ spent: { micros: 16 } });
});

test("a worker that does not count is charged by what it said; one that failed without a word costs nothing", async () => {
  const uncounted: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const word of ["Forty", "-two", " it", " is."]) response.write(`data: ${chunk(word)}\n\n`);
    response.end(`data: ${chunk("", "stop")}\n\ndata: [DONE]\n\n`);
  };
  await using upstream = await startUpstream(uncounted);
  await using broken = await startUpstream(fail(500));
  await using server = await start();
  await addWorker(server, "streamer", upstream.baseUrl);
  await addWorker(server, "broken", broken.baseUrl);
  const key = await addKey(server, { name: "trial", budget: { tokens: 100_000 } });
  const client = openai(server, key);
  for await (const _event of await client.chat.completions.create({ model: "streamer", messages: MESSAGES, stream: true }));
  // Of the caller's own body: what we add to it on the way to the worker is not the caller's to pay.
  const bytes = Buffer.byteLength(JSON.stringify({ model: "streamer", messages: MESSAGES, stream: true }));
  const expected = Math.ceil(bytes / 4) + Math.ceil(Buffer.byteLength("Forty-two it is.") / 4);
  expect((await settled(server, "trial")).spent).toEqual({ micros: expected, tokens: expected });
  await client.chat.completions.create({ model: "broken", messages: MESSAGES }).catch(() => {});
  expect((await settled(server, "trial")).spent).toEqual({ micros: expected, tokens: expected });
});

test("of a stream that its reader leaves, what came counts, and its reservation is free again", async () => {
  const endless: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk("Once upon a time there was")}\n\n`);
  };
  await using upstream = await startUpstream(endless);
  await using server = await start();
  await addWorker(server, "a", upstream.baseUrl);
  const key = await addKey(server, { name: "trial", budget: { tokens: 6_000 } });
  const client = openai(server, key);
  for (let round = 1; round <= 3; round++) {
    const events = await client.chat.completions.create({ model: "a", messages: MESSAGES, stream: true });
    for await (const _event of events) events.controller.abort();
    await upstream.callerLeft(round);
  }
  const { spent } = await settled(server, "trial");
  expect(spent.tokens).toBeGreaterThanOrEqual(3 * 7);
  expect(spent.tokens).toBeLessThan(3 * 60);
});

/** A worker whose answers take as many tokens as its request says in `seed`, after `user` turns of the event loop. */
function spender(spent: { tokens: number }): Play {
  return async (request, response, control) => {
    const tokens = Number(request.body["seed"] ?? 5);
    spent.tokens += tokens + 1;
    const usage = { prompt_tokens: 1, completion_tokens: tokens };
    if (request.body["stream"] !== true) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }], usage }),
      );
      return;
    }
    await converse("Yes it is so.")({ ...request, body: { stream: true } }, response, control);
  };
}

test("however many ask at once, over HTTP, no more is spent than the budget", { timeout: 240_000 }, async () => {
  const spent = { tokens: 0 };
  await using upstream = await startUpstream(spender(spent));
  await using server = await start();
  for (const name of ["a", "b", "c"]) await addWorker(server, name, upstream.baseUrl, { maxOutputTokens: 50 });
  let number = 0;
  const call = fc.record({
    kind: fc.constantFrom("whole" as const, "whole" as const, "stream" as const, "chat" as const, "leave" as const),
    tokens: fc.integer({ min: 1, max: 50 }),
    k: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 100, max: 3_000 }), fc.array(call, { minLength: 5, maxLength: 40 }), async (cap, calls) => {
      const name = `trial-${number++}`;
      const key = await addKey(server, { name, budget: { micros: cap } });
      const headers = { api_key: key };
      spent.tokens = 0;
      const before = upstream.requests.length;
      const statuses = await Promise.all(
        calls.map(async ({ kind, tokens, k }) => {
          if (kind === "chat") {
            return (
              await server.call("POST", "/chat", {
                headers: { ...headers, accept: "text/event-stream" },
                body: { roles: ["user"], messages: ["Hi"], k, prefer: "longest" },
              })
            ).status;
          }
          const body = { model: "a", messages: MESSAGES, max_tokens: 50, seed: tokens, stream: kind === "stream" };
          if (kind !== "leave") return (await server.call("POST", "/v1/chat/completions", { headers, body })).status;
          const leaving = new AbortController();
          const request = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
          const left = fetch(`${server.url}/v1/chat/completions`, { ...request, signal: leaving.signal }).then(
            ({ status }) => status,
            () => 0,
          );
          setImmediate(() => leaving.abort());
          return left;
        }),
      );
      // The records say the same as the budget, once those that left have ended too.
      const cost = async () => {
        const rows = await server.app.db.query<{ cost: number }>(
          "select coalesce(sum(cost_nanos), 0)::int8 as cost from gateway_request where caller = $1",
          [name],
        );
        return (rows[0]?.cost ?? 0) / 1000;
      };
      const isSettled = async () => {
        const budget = await budgetOf(server, name);
        return budget?.reserved.micros === 0 && budget.spent.micros === (await cost());
      };
      await expect.poll(isSettled, { timeout: 20_000 }).toBe(true);
      const budget = await settled(server, name);
      expect(budget.spent.micros).toBeLessThanOrEqual(cap);
      expect(budget.left.micros).toBe(cap - budget.spent.micros);
      expect(statuses.filter((status) => ![0, 200, 402, 429].includes(status))).toEqual([]);
      // Where everything was refused nobody was asked.
      const isRefused = statuses.every((status) => status === 402 || status === 429);
      expect(isRefused && upstream.requests.length > before).toBe(false);
      // Those that count were charged in full.
      const isCounted = calls.every(({ kind }) => kind === "whole");
      expect(isCounted ? budget.spent.tokens : spent.tokens).toBe(spent.tokens);
    }),
    { numRuns: 8 },
  );
});
