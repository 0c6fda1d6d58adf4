import OpenAI, { type APIError, AuthenticationError, BadRequestError, InternalServerError, NotFoundError, RateLimitError } from "openai";
import { expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answer, chunk, converse, fail, inTurn, startUpstream, type Play } from "../support/upstream.ts";

const MESSAGES = [{ role: "user" as const, content: "What is 6 x 7?" }];

async function addWorker(server: TestServer, name: string, baseUrl: string, more: Record<string, unknown> = {}): Promise<void> {
  const { status, body } = await server.call("POST", "/assay/v1/workers", {
    body: { name, kind: "openai", baseUrl, model: `model-of-${name}`, ...more },
  });
  expect({ status, body }).toMatchObject({ status: 201 });
}

const clientOf = (server: TestServer, apiKey = "none") => new OpenAI({ baseURL: `${server.url}/v1`, apiKey });

test("the official client chats, streams and lists models", async () => {
  await using upstream = await startUpstream(converse("It is 42 。"));
  await using server = await startTestServer();
  await addWorker(server, "alpha", upstream.baseUrl);
  const client = clientOf(server);

  const { data, response } = await client.chat.completions
    .create({ model: "alpha", messages: MESSAGES, temperature: 0.2, seed: 5 })
    .withResponse();
  expect(data.choices[0]?.message.content).toBe("It is 42 。");
  expect([response.headers.get("x-assay-worker"), response.headers.get("x-assay-attempts")]).toEqual(["alpha", "1"]);
  expect(upstream.requests[0]?.body).toEqual({ model: "model-of-alpha", messages: MESSAGES, temperature: 0.2, seed: 5 });

  let streamed = "";
  for await (const event of await client.chat.completions.create({ model: "assay/top", messages: MESSAGES, stream: true })) {
    streamed += event.choices[0]?.delta.content ?? "";
  }
  expect(streamed).toBe("It is 42 。");

  const models: string[] = [];
  for await (const model of client.models.list()) models.push(model.id);
  expect(models).toEqual(["assay/auto", "assay/top", "assay/random", "assay/adaptive", "assay/best-of-4", "alpha", "model-of-alpha"]);
  expect((await client.models.retrieve("model-of-alpha")).id).toBe("model-of-alpha");
});

test("its error classes are the right ones, with OpenAI's fields", async () => {
  await using upstream = await startUpstream(inTurn(fail(400), fail(429, { "retry-after": "9" }), fail(500)));
  await using server = await startTestServer();
  await addWorker(server, "alpha", upstream.baseUrl);
  const client = clientOf(server);
  const chat = async (model = "alpha"): Promise<APIError> => {
    try {
      await client.chat.completions.create({ model, messages: MESSAGES });
    } catch (error) {
      return error as APIError;
    }
    return expect.unreachable();
  };

  const unknown = await chat("gamma");
  expect(unknown).toBeInstanceOf(NotFoundError);
  expect(unknown).toMatchObject({ code: "model_not_found", param: "model", type: "invalid_request_error" });
  expect(await chat()).toBeInstanceOf(BadRequestError);
  const limited = await chat();
  expect(limited).toBeInstanceOf(RateLimitError);
  expect(limited.headers?.get("retry-after")).toBe("9");
  // The worker asked for patience: it is left alone, and the caller told so. None of these was repeated by the client.
  const open = await chat();
  expect(open).toBeInstanceOf(InternalServerError);
  expect(open.status).toBe(503);
  expect(upstream.requests).toHaveLength(2);

  const wrong = await client.chat.completions.create({ model: "alpha", messages: [] }).catch((error: unknown) => error);
  expect(wrong).toBeInstanceOf(BadRequestError);
  expect(wrong).toMatchObject({ param: "messages" });
});

test("without its key the client is told so in its own form", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: "sesame-open-yourself" } });
  const refused = await clientOf(server, "wrong")
    .models.list()
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AuthenticationError);
  expect(refused).toMatchObject({ code: "invalid_api_key" });
  expect((await clientOf(server, "sesame-open-yourself").models.list()).data.map(({ id }) => id)).toContain("assay/auto");
});

test("a prompt over the limit is 413 in OpenAI's form", async () => {
  await using server = await startTestServer();
  const { status, body } = await server.call("POST", "/v1/chat/completions", {
    body: { model: "m", messages: [{ role: "user", content: "x".repeat(9 * 1024 * 1024) }] },
  });
  expect(status).toBe(413);
  expect(body).toMatchObject({ error: { type: "invalid_request_error" } });
});

const RESET: Play = (_request, response) => void response.socket?.resetAndDestroy();
const HTML: Play = (_request, response) => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<html>");
};

test.each([
  ["a reset", RESET],
  ["HTML", HTML],
  ["a 500", fail(500)],
  ["a 429", fail(429)],
])("after %s another worker of the model answers, whole and streamed", async (_what, play) => {
  await using broken = await startUpstream(play);
  await using healthy = await startUpstream(converse("from the other"));
  await using server = await startTestServer();
  // The uids decide nothing: both serve one model and are equally busy, so each is tried first now and then.
  for (const name of ["b1", "b2"]) await addWorker(server, name, broken.baseUrl, { model: "shared" });
  await addWorker(server, "h", healthy.baseUrl, { model: "shared" });
  const client = clientOf(server);
  for (let i = 0; i < 4; i++) {
    const whole = await client.chat.completions.create({ model: "shared", messages: MESSAGES });
    expect(whole.choices[0]?.message.content).toBe("from the other");
    let streamed = "";
    for await (const event of await client.chat.completions.create({ model: "shared", messages: MESSAGES, stream: true }))
      streamed += event.choices[0]?.delta.content ?? "";
    expect(streamed).toBe("from the other");
  }
});

test("a stream that breaks after its first token is an error for the client, never a short answer", async () => {
  const breaking: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${chunk("half")}\n\n`);
  };
  await using upstream = await startUpstream(breaking);
  await using server = await startTestServer();
  await addWorker(server, "alpha", upstream.baseUrl);
  const seen: string[] = [];
  const reading = async () => {
    for await (const event of await clientOf(server).chat.completions.create({ model: "alpha", messages: MESSAGES, stream: true })) {
      seen.push(event.choices[0]?.delta.content ?? "");
    }
  };
  await expect(reading()).rejects.toThrow(/broke off its stream without a finish reason/);
  expect(seen).toEqual(["half"]);
});

test("a client that leaves frees the upstream, whole and streamed, and the worker is not blamed", async () => {
  const slow: Play = (request, response) => {
    if (request.body["stream"] !== true) return;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk("a")}\n\n`);
  };
  await using upstream = await startUpstream(slow);
  await using server = await startTestServer();
  await addWorker(server, "alpha", upstream.baseUrl);
  const client = clientOf(server);

  const first = new AbortController();
  const waiting = client.chat.completions
    .create({ model: "alpha", messages: MESSAGES }, { signal: first.signal })
    .catch((error: unknown) => error);
  await expect.poll(() => upstream.inFlight).toBe(1);
  first.abort();
  await upstream.callerLeft(1);
  expect(await waiting).toMatchObject({ name: "Error" });

  const events = await client.chat.completions.create({ model: "alpha", messages: MESSAGES, stream: true });
  for await (const _event of events) events.controller.abort();
  await upstream.callerLeft(2);
  await expect.poll(() => server.app.workers.find("alpha")).toMatchObject({ inFlight: 0, queued: 0, failed: 0, state: "registered" });
});

test("a reader that does not read holds the upstream back, and gets everything when it does", async () => {
  const total = 60;
  const big = chunk("x".repeat(256 * 1024));
  let written = 0;
  await using upstream = await startUpstream(async (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (; written < total; written++)
      if (!response.write(`data: ${big}\n\n`)) await new Promise((resolve) => response.once("drain", resolve));
    response.end(`data: ${chunk("", "stop")}\n\n`);
  });
  await using server = await startTestServer();
  await addWorker(server, "alpha", upstream.baseUrl);
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "alpha", messages: MESSAGES, stream: true }),
  });
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = written === before;
        before = written;
        return isStill && written > 0;
      },
      { interval: 250, timeout: 20_000 },
    )
    .toBe(true);
  expect(written).toBeLessThan(total);
  expect((await response.text()).split("\n\n").filter((event) => event.startsWith("data: {"))).toHaveLength(total + 1);
});

test("assay/top asks the better worker once there are scores", async () => {
  await using good = await startUpstream(answer("good"));
  await using bad = await startUpstream(answer("bad"));
  await using server = await startTestServer();
  await addWorker(server, "good", good.baseUrl);
  await addWorker(server, "bad", bad.baseUrl);
  await server.app.db.query("update worker set score = case name when 'good' then 0.8 else 0.2 end");
  await server.app.workers.reload();
  for (let i = 0; i < 10; i++) await clientOf(server).chat.completions.create({ model: "assay/top", messages: MESSAGES });
  expect([good.requests.length, bad.requests.length]).toEqual([10, 0]);
});
