import OpenAI, { BadRequestError, InternalServerError, NotFoundError } from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openNetwork } from "../support/network.ts";
import { silence } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, converse, fail, type Play } from "../support/upstream.ts";

const MESSAGES = [{ role: "user" as const, content: "What is 6 x 7?" }];
const RIGHT = ["The answer is 42.", "Six sevens: the answer is 42."];
const WRONG = "I say the answer is 41.";

let server: TestServer;
let client: OpenAI;
beforeAll(async () => {
  server = await startTestServer();
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Answers when `first` says that another worker has: else the answers of two may decide before, and its own be dropped. */
function after(first: () => string | undefined, play: Play): Play {
  return async (request, response, control) => {
    const answered = () => server.app.workers.find(first() ?? "")?.answered ?? 0;
    await expect.poll(answered, { interval: 2, timeout: 10_000 }).toBeGreaterThan(0);
    await play(request, response, control);
  };
}

/** The last record that was stored. */
async function lastRecord(askedFor: string): Promise<Record<string, unknown>> {
  const read = () =>
    server.app.db.query<Record<string, unknown>>("select * from gateway_request where asked_for = $1 order by id desc limit 1", [askedFor]);
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(1);
  return (await read())[0] ?? {};
}

test("N workers are asked, what most agree on is handed on whole, with who supports it and the usage of all", async () => {
  const last = (): string | undefined => network.names[2];
  await using network = await openNetwork(server, [...RIGHT.map((text) => after(last, converse(text))), converse(WRONG)], {
    inputPrice: 1_000_000,
    outputPrice: 2_000_000,
  });
  const body = { model: "assay/best-of-3", messages: MESSAGES, temperature: 0.5 };
  const { data, response } = await client.chat.completions.create(body).withResponse();
  expect(data.choices[0]?.message.content).toMatch(/42\.$/);
  // Each upstream says 3 and 5 tokens; 3 x (3 x 1 + 5 x 2) micro-units.
  expect(data.usage).toEqual({ prompt_tokens: 9, completion_tokens: 15, total_tokens: 24 });
  const header = (name: string) => response.headers.get(`x-assay-${name}`);
  expect(network.names.slice(0, 2)).toContain(header("worker"));
  expect(header("uids")?.split(",").map(Number).toSorted()).toEqual(network.uids);
  expect(header("workers")?.split(",").toSorted()).toEqual(network.names);
  expect([header("attempts"), header("method"), header("support"), header("cost")]).toEqual(["3", "extracted", "0.6667", "39"]);
  expect(header("support-uids")).toBe(network.uids.slice(0, 2).join(","));
  for (const { requests } of network.upstreams) expect(requests[0]?.body).toEqual({ ...body, model: "m" });
  expect(await lastRecord("assay/best-of-3")).toMatchObject({
    surface: "openai",
    k: 3,
    outcome: "ok",
    prompt_tokens: 9,
    completion_tokens: 15,
    asked: network.uids.map(() => ({ probability: 1, outcome: "ok" })),
  });
});

test("a stream holds the winner's own events, and the usage of all at its end", async () => {
  const withUsage =
    (text: string): Play =>
    (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const word of text.match(/\s*\S+/g) ?? []) response.write(`data: ${chunk(word)}\n\n`);
      response.write(`data: ${chunk("", "stop")}\n\n`);
      response.write(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } })}\n\n`);
      response.end("data: [DONE]\n\n");
    };
  const wrong = (): string | undefined => network.names[1];
  const [one = "", other = ""] = RIGHT;
  const plays = [after(wrong, withUsage(one)), withUsage(WRONG), after(wrong, withUsage(other)), fail(500)];
  await using network = await openNetwork(server, plays);
  const { data, response } = await client.chat.completions
    .create({ model: "assay/best-of-4", messages: MESSAGES, stream: true, stream_options: { include_usage: true } })
    .withResponse();
  const events = await Array.fromAsync(data);
  expect(RIGHT).toContain(events.map((event) => event.choices[0]?.delta.content ?? "").join(""));
  expect(events.findLast((event) => event.choices.length > 0)?.choices[0]?.finish_reason).toBe("stop");
  expect(events.at(-1)?.usage).toEqual({ prompt_tokens: 9, completion_tokens: 15, total_tokens: 24 });
  expect(response.headers.get("x-assay-support-uids")).toBe([network.uids[0], network.uids[2]].join(","));
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
});

test("fewer than N: all of them; who cannot change the answer is not awaited", async () => {
  await using network = await openNetwork(server, [converse(RIGHT[0] ?? ""), converse(RIGHT[1] ?? ""), silence]);
  const { data, response } = await client.chat.completions.create({ model: "assay/best-of-9", messages: MESSAGES }).withResponse();
  expect(data.choices[0]?.message.content).toMatch(/42\.$/);
  expect(response.headers.get("x-assay-attempts")).toBe("3");
  await network.calm();
  expect(network.upstreams.map(({ aborted }) => aborted)).toEqual([0, 0, 1]);
  const { asked } = (await lastRecord("assay/best-of-9")) as { asked: { outcome: string }[] };
  expect(asked.map(({ outcome }) => outcome).toSorted()).toEqual(["dropped", "ok", "ok"]);
});

test("the caller that leaves aborts every call", async () => {
  await using network = await openNetwork(server, [silence, silence]);
  const leaving = new AbortController();
  const asking = client.chat.completions.create({ model: "assay/best-of-2", messages: MESSAGES }, { signal: leaving.signal });
  const told = asking.then(
    () => "answered",
    () => "left",
  );
  await expect.poll(() => network.upstreams.map(({ inFlight }) => inFlight), { timeout: 10_000 }).toEqual([1, 1]);
  leaving.abort();
  expect(await told).toBe("left");
  await network.calm();
});

test("when nobody answers the most telling failure is told; without workers it is said", async () => {
  const ask = (stream: boolean) =>
    client.chat.completions.create({ model: "assay/best-of-2", messages: MESSAGES, stream }).catch((error) => error);
  expect(await ask(false)).toMatchObject({ status: 503, message: expect.stringMatching(/No worker can be asked/) });
  await using _network = await openNetwork(server, [fail(500), fail(500)]);
  expect(await ask(false)).toBeInstanceOf(InternalServerError);
  expect(await ask(true)).toMatchObject({ status: 502, message: expect.stringMatching(/played 500/) });
});

test.each([
  ["n", { n: 2 }],
  ["tools", { tools: [{ type: "function", function: { name: "f" } }] }],
  ["functions", { functions: [{ name: "f" }] }],
  ["audio", { audio: { voice: "alloy", format: "wav" } }],
])("%s does not go with it: 400 names it and nobody is asked", async (param, more) => {
  await using network = await openNetwork(server, [converse("42"), converse("42")]);
  const refused = await client.chat.completions
    .create({ model: "assay/best-of-2", messages: MESSAGES, ...more } as OpenAI.ChatCompletionCreateParamsNonStreaming)
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(BadRequestError);
  expect(refused).toMatchObject({ param, type: "invalid_request_error", message: expect.stringContaining("assay/best-of-2") });
  expect(network.upstreams.flatMap(({ requests }) => requests)).toEqual([]);
});

test("n: 1 and tools: [] are nothing asked for", async () => {
  await using _network = await openNetwork(server, [converse("42"), converse("42")]);
  const body = { model: "assay/best-of-2", messages: MESSAGES, n: 1, tools: [] };
  expect((await client.chat.completions.create(body)).choices[0]?.message.content).toBe("42");
});

test("any N from 2 to 16 is a model, one of them is listed; others do not exist, and other endpoints refuse it", async () => {
  expect((await Array.fromAsync(await client.models.list())).map(({ id }) => id)).toContain("assay/best-of-4");
  expect(await client.models.retrieve("assay/best-of-16")).toMatchObject({ id: "assay/best-of-16", owned_by: "assay" });
  for (const name of ["1", "17", "0", "x", "", "04", "4.0"]) {
    const refused = await client.chat.completions
      .create({ model: `assay/best-of-${name}`, messages: MESSAGES })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NotFoundError);
    expect(refused).toMatchObject({ code: "model_not_found", message: expect.stringMatching(/from 2 to 16/) });
  }
  const refused = await client.completions.create({ model: "assay/best-of-4", prompt: "6 x 7 =" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ status: 400, param: "model", message: expect.stringMatching(/answers chats only/) });
});
