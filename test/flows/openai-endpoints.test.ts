import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post } from "../support/chat-stream.ts";
import { startJoined } from "../support/joined.ts";
import { openNetwork } from "../support/network.ts";
import { events, page } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { converse, inTurn, startUpstream, type Play } from "../support/upstream.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const client = () => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
const json = (body: unknown): Play => page(JSON.stringify(body), "application/json");
const completed = (...texts: string[]) => ({
  object: "text_completion",
  choices: texts.map((text, index) => ({ index, text, logprobs: null, finish_reason: "stop" })),
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
});
const piece = (index: number, text: string, reason: string | null = null) =>
  JSON.stringify({ object: "text_completion", choices: [{ index, text, finish_reason: reason }] });

test("plain completions come whole and streamed, and reach the worker's own endpoint with every parameter", async () => {
  const streamed = events(piece(0, "It is"), piece(0, " 42"), piece(0, "", "stop"), "[DONE]");
  await using network = await openNetwork(server, [inTurn(json(completed("It is 42")), streamed)]);
  const asked = { model: network.names[0] ?? "", prompt: "6 x 7?", logprobs: 2, echo: true, suffix: ".", best_of: 3, unheard_of: { a: 1 } };
  const whole = await client().completions.create(asked);
  expect(whole.choices[0]?.text).toBe("It is 42");
  let text = "";
  for await (const event of await client().completions.create({ ...asked, stream: true })) text += event.choices[0]?.text;
  expect(text).toBe("It is 42");
  expect(network.upstreams[0]?.requests.map(({ path, body }) => [path, body])).toEqual([
    ["/v1/completions", { ...asked, model: "m" }],
    ["/v1/completions", { ...asked, model: "m", stream: true }],
  ]);
});

test("a stream for two prompts, twice each, is whole when all four have ended", async () => {
  const four = [0, 1, 2, 3].flatMap((index) => [piece(index, `t${index}`), piece(index, "", "stop")]);
  await using network = await openNetwork(server, [inTurn(events(...four, "[DONE]"), events(...four.slice(0, 6)))], { maxConcurrency: 1 });
  const ask = async () => {
    const seen: string[] = [];
    const stream = await client().completions.create({ model: network.names[0] ?? "", prompt: ["a", "b"], n: 2, stream: true });
    for await (const event of stream) for (const { index, text } of event.choices) if (text !== "") seen[index] = text;
    return seen;
  };
  expect(await ask()).toEqual(["t0", "t1", "t2", "t3"]);
  await expect(ask()).rejects.toThrow(/broke off its stream/);
});

test("embeddings come from a worker that is declared for them, in the form that was asked for", async () => {
  const vector = new Float32Array([0.25, -0.5]);
  const base64 = Buffer.from(vector.buffer).toString("base64");
  const play: Play = (request, response, control) => {
    const texts = Array.isArray(request.body["input"]) && typeof request.body["input"][0] !== "number" ? request.body["input"] : [0];
    const embedding = request.body["encoding_format"] === "base64" ? base64 : [...vector];
    const data = texts.map((_, index) => ({ object: "embedding", index, embedding }));
    return json({ object: "list", data, model: "m", usage: { prompt_tokens: 7, total_tokens: 7 } })(request, response, control);
  };
  await using writers = await openNetwork(server, [converse("a text")], { model: "both" });
  await using network = await openNetwork(server, [play], { model: "both", endpoints: ["embeddings"] });
  const create = (body: Omit<OpenAI.EmbeddingCreateParams, "model">) => client().embeddings.create({ model: "both", ...body });

  const float = await create({ input: ["one", "two"], encoding_format: "float", dimensions: 2, user: "u" });
  expect(float.data.map(({ embedding }) => embedding)).toEqual([
    [0.25, -0.5],
    [0.25, -0.5],
  ]);
  expect(float.usage).toEqual({ prompt_tokens: 7, total_tokens: 7 });
  // The official client asks for base64 by itself and decodes it.
  expect((await create({ input: [[1, 2], [3]] })).data[1]?.embedding).toEqual([0.25, -0.5]);
  expect((await create({ input: [15, 2, 7] })).data).toHaveLength(1);
  expect(network.upstreams[0]?.requests.map(({ body }) => body)).toEqual([
    { model: "both", input: ["one", "two"], encoding_format: "float", dimensions: 2, user: "u" },
    { model: "both", input: [[1, 2], [3]], encoding_format: "base64" },
    { model: "both", input: [15, 2, 7], encoding_format: "base64" },
  ]);
  expect(writers.upstreams[0]?.requests).toHaveLength(0);
  // The other way round: a chat never reaches whoever only embeds.
  const chat = await client().chat.completions.create({ model: "both", messages: [{ role: "user", content: "?" }] });
  expect(chat.choices[0]?.message.content).toBe("a text");
  await expect(
    client().chat.completions.create({ model: network.names[0] ?? "", messages: [{ role: "user", content: "?" }] }),
  ).rejects.toThrow(/does not answer chats/);
});

test("embeddings by a policy are refused, and so are fewer vectors than texts", async () => {
  const one = json({ object: "list", data: [{ object: "embedding", index: 0, embedding: [1] }] });
  await using network = await openNetwork(server, [one, one], { model: "e", endpoints: ["embeddings"] });
  const create = (model: string, input: string[]) => client().embeddings.create({ model, input, encoding_format: "float" });
  const mixed = await create("assay/auto", ["a"]).catch((error: unknown) => error);
  expect(mixed).toBeInstanceOf(BadRequestError);
  expect(mixed).toMatchObject({ param: "model", message: expect.stringMatching(/must be named.*There are e\./) });
  await expect(create("e", ["a", "b"])).rejects.toThrow(/sent 1 embeddings for 2 texts/);
  expect(network.upstreams.map(({ requests }) => requests.length)).toEqual([1, 1]);
  expect((await create("e", ["a"])).data).toHaveLength(1);
  await expect(create("none", ["a"])).rejects.toBeInstanceOf(NotFoundError);
});

test("simulated workers embed where they are declared to: texts that share wording are near", async () => {
  const spec = { name: "pretended", kind: "simulated", skill: 1, endpoints: ["chat", "embeddings"] };
  await server.call("POST", "/assay/v1/workers", { body: spec });
  const { data } = await client().embeddings.create({
    model: "pretended",
    input: ["the cat sat on the mat", "a cat sat on a mat", "quarterly revenue rose"],
    dimensions: 512,
  });
  const product = (a: number, b: number) =>
    data[a]?.embedding.reduce((sum, value, at) => sum + value * (data[b]?.embedding[at] ?? 0), 0) ?? 0;
  expect(data.map(({ embedding }) => embedding.length)).toEqual([512, 512, 512]);
  expect(product(0, 0)).toBeCloseTo(1, 5);
  expect(product(0, 1)).toBeGreaterThan(product(0, 2) + 0.2);
  await expect(client().completions.create({ model: "pretended", prompt: "?" })).rejects.toThrow(/does not answer completions/);
  await server.call("DELETE", "/assay/v1/workers/pretended");
});

test("simulated workers and recordings give as many choices as were asked for, in both forms", async () => {
  await server.call("POST", "/assay/v1/workers", { body: { name: "pretended", kind: "simulated", skill: 1 } });
  const whole = await client().completions.create({ model: "pretended", prompt: ["Hello there"], n: 3 });
  expect(whole.choices.map(({ index, text }) => [index, text.includes('"Hello there"')])).toEqual([0, 1, 2].map((index) => [index, true]));
  const texts = ["", ""];
  const asked = { model: "pretended", messages: [{ role: "user" as const, content: "Hi" }], n: 2, stream: true as const };
  for await (const { choices } of await client().chat.completions.create(asked))
    for (const { index, delta } of choices) texts[index] += delta.content ?? "";
  expect(texts[0]).toMatch(/I am pretended/);
  expect(texts[1]).toBe(texts[0]);
  await server.call("DELETE", "/assay/v1/workers/pretended");
});

test("a whole answer comes back byte for byte, and the caller's bytes go out as they came", async () => {
  const answered =
    '{"id":"x", "choices":[{"index":0,"message":{"content":"ok"},"logprobs":-1.0e-0,"finish_reason":"stop"}], "n":12345678901234567890}';
  await using network = await openNetwork(server, [page(answered, "application/json")]);
  const sent = `{ "messages" : [{"role":"user","content":"\\u0041"}],"seed":12345678901234567890, "model":"${network.names[0]}","x":1.00 }`;
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: sent,
  });
  expect(await response.text()).toBe(answered);
  expect(network.upstreams[0]?.requests[0]?.raw).toBe(sent.replace(network.names[0] ?? "", "m"));
});

test.each([
  ["/v1/completions", { model: "m" }, "prompt"],
  ["/v1/completions", { model: "m", prompt: [] }, "prompt"],
  ["/v1/completions", { prompt: "?" }, "model"],
  ["/v1/embeddings", { model: "m", input: { text: "?" } }, "input"],
  ["/v1/embeddings", { model: "m", input: ["a", 1] }, "input[1]"],
])("%s with %j is refused, naming %s", async (path, body, param) => {
  const response = await post(server, path, body);
  expect([response.status, ((await response.json()) as { error: { param: string } }).error.param]).toEqual([400, param]);
});

test("a joined process embeds and completes where it says that its backend does", async () => {
  const vectors = json({
    object: "list",
    data: [{ object: "embedding", index: 0, embedding: [1, 2] }],
    usage: { prompt_tokens: 1, total_tokens: 1 },
  });
  const play: Play = (request, response, control) =>
    (request.path.endsWith("/embeddings") ? vectors : json(completed("done")))(request, response, control);
  await using upstream = await startUpstream(play);
  const options = ["--endpoint", "embeddings", "--endpoint", "completions"];
  await using _joined = await startJoined({ url: server.url, name: "gpu-e", upstream, options });
  expect((await client().embeddings.create({ model: "gpu-e", input: "a", encoding_format: "float" })).data[0]?.embedding).toEqual([1, 2]);
  expect((await client().completions.create({ model: "gpu-e", prompt: "a" })).choices[0]?.text).toBe("done");
  await expect(client().chat.completions.create({ model: "gpu-e", messages: [{ role: "user", content: "?" }] })).rejects.toThrow(
    /does not answer chats/,
  );
  expect(upstream.requests.map(({ path }) => path)).toEqual(["/v1/embeddings", "/v1/completions"]);
});
