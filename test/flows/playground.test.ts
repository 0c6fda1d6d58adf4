import { expect, test } from "vitest";
import type { Ballot } from "../../src/preferences/index.ts";
import { post } from "../support/chat-stream.ts";
import { compare } from "../support/compare-stream.ts";
import { openNetwork } from "../support/network.ts";
import { startTestServer } from "../support/server.ts";
import { chunk, fail, stream, type Play } from "../support/upstream.ts";

const VOTES = "/assay/v1/votes";

/** Ends with its usage, as `stream_options.include_usage` asks for. */
const counted: Play = (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`data: ${chunk("I find that the answer is 42.")}\n\ndata: ${chunk("", "length")}\n\n`);
  response.write(
    `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 } })}\n\n`,
  );
  response.end("data: [DONE]\n\n");
};

test("k workers answer side by side, each in its column, with why they were chosen and what they cost", async () => {
  await using server = await startTestServer();
  await using network = await openNetwork(server, [counted, stream("The answer is 42."), fail(500)], {
    inputPrice: 2_000,
    outputPrice: 10_000,
  });
  const { asked, columns, consensus } = await compare(server, { workers: network.names, temperature: 0.5, maxTokens: 99 });
  expect(asked).toMatchObject({ mode: "list", blind: false, wanted: 3 });
  expect(asked.answers.map(({ worker }) => [worker?.name, worker?.probability, worker?.state])).toEqual(
    network.names.map((name) => [name, 1, "registered"]),
  );
  expect(columns.map(({ text }) => text)).toEqual(["I find that the answer is 42.", "The answer is 42.", ""]);
  expect(columns[1]?.deltas).toBeGreaterThan(1);
  expect(columns[0]?.end).toMatchObject({ outcome: "ok", finishReason: "length", promptTokens: 1000, completionTokens: 500, cost: 7 });
  expect(columns[1]?.end).toMatchObject({ outcome: "ok", finishReason: "stop", promptTokens: null, cost: null });
  expect(columns[1]?.end.firstTokenMs).toBeLessThanOrEqual(columns[1]?.end.durationMs ?? 0);
  expect(columns[2]?.end).toMatchObject({ outcome: "server_error", message: expect.stringContaining("500") });
  expect(consensus).toMatchObject({ supporters: [0, 1], support: 1 });
  expect(network.upstreams[0]?.requests[0]?.body).toMatchObject({ temperature: 0.5, max_tokens: 99, stream: true });
  expect(network.upstreams[1]?.requests[0]?.body["messages"]).toEqual([{ role: "user", content: "What is 6 x 7?" }]);
});

test("the router chooses, all that are there where fewer are than wanted, and says with which chance", async () => {
  await using server = await startTestServer();
  await using network = await openNetwork(server, [stream("a"), stream("b"), stream("c")]);
  const two = await compare(server, { k: 2, mode: "random" });
  expect(two.asked.answers.map(({ worker }) => worker?.probability)).toEqual([2 / 3, 2 / 3]);
  const all = await compare(server, { k: 9 });
  expect([all.asked.wanted, all.asked.answers.length, all.asked.mode]).toEqual([9, 3, "top_incentive"]);
  await network.calm();
  await expect
    .poll(async () => (await server.app.db.query("select surface, outcome, k from gateway_request order by id")).length, {
      timeout: 10_000,
    })
    .toBe(2);
  expect(await server.app.db.query("select surface, outcome, k from gateway_request order by id")).toEqual([
    { surface: "compare", outcome: "ok", k: 2 },
    { surface: "compare", outcome: "ok", k: 9 },
  ]);
});

test("what is slow ends with the time, and what was said until then stays", async () => {
  const stalled: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk("Once upon")}\n\n`);
  };
  await using server = await startTestServer();
  await using network = await openNetwork(server, [stalled, stream("quick")]);
  const { columns } = await compare(server, { workers: network.names, timeout: 0.5 });
  expect(columns.map(({ text, end }) => [text, end.outcome])).toEqual([
    ["Once upon", "timeout"],
    ["quick", "ok"],
  ]);
  await network.calm();
});

test("a caller that leaves aborts every upstream call", async () => {
  const silent: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk("…")}\n\n`);
  };
  await using server = await startTestServer();
  await using network = await openNetwork(server, [silent, silent]);
  const caller = new AbortController();
  const body = { messages: [{ role: "user", content: "?" }], workers: network.names };
  const response = await post(server, "/assay/v1/compare", body, { signal: caller.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  await expect.poll(() => network.upstreams.map(({ inFlight }) => inFlight)).toEqual([1, 1]);
  caller.abort();
  await Promise.all(network.upstreams.map((upstream) => upstream.callerLeft(1)));
  await network.calm();
});

test("what is wrong is said by its field before anybody is asked", async () => {
  await using server = await startTestServer();
  const messages = [{ role: "user", content: "?" }];
  expect((await server.call("POST", "/assay/v1/compare", { body: { messages } })).body).toMatchObject({ code: "no_workers" });
  await using network = await openNetwork(server, [stream("a")]);
  const refused: [Record<string, unknown>, number, string][] = [
    [{ messages: [] }, 400, "messages"],
    [{ messages: [{ role: "wizard", content: "" }] }, 400, "messages[0].role"],
    [{ messages, k: 17 }, 400, "k"],
    [{ messages, temperature: 3 }, 400, "temperature"],
    [{ messages, temprature: 1 }, 400, "temprature"],
    [{ messages, workers: ["nobody"] }, 404, "workers[0]"],
    [{ messages, workers: [network.names[0], network.uids[0]] }, 400, "workers[1]"],
  ];
  for (const [body, status, field] of refused) {
    const answer = await server.call<{ field?: string }>("POST", "/assay/v1/compare", { body });
    expect([answer.status, answer.body.field], JSON.stringify(body)).toEqual([status, field]);
  }
  expect(network.upstreams[0]?.requests).toEqual([]);
});

test("a vote is stored with what was shown, by whom and where; once, and as it was", async () => {
  await using server = await startTestServer();
  await using network = await openNetwork(server, [stream("one"), stream("two"), fail(500)]);
  const { asked } = await compare(server, { workers: network.names });
  const vote = { comparison: asked.comparison, choice: "best", position: 1 };
  const bad = await server.call("POST", VOTES, { body: { ...vote, position: 2 } });
  expect(bad).toMatchObject({ status: 400, body: { field: "position" } });
  const cast = await server.call<Ballot>("POST", VOTES, { body: vote });
  expect(cast).toMatchObject({ status: 200, body: { rater: "anybody", source: "playground", blind: false, choice: "best", position: 1 } });
  expect(cast.body.answers.map(({ worker, text, fault }) => [worker, text, fault])).toEqual([
    [network.names[0], "one", null],
    [network.names[1], "two", null],
    [network.names[2], "", "server_error"],
  ]);
  expect(cast.body.prompt).toEqual({ messages: [{ role: "user", content: "What is 6 x 7?" }] });
  expect((await server.call<Ballot>("POST", VOTES, { body: vote })).body.id).toBe(cast.body.id);
  expect(await server.call("POST", VOTES, { body: { ...vote, position: 0 } })).toMatchObject({
    status: 409,
    body: { field: "comparison" },
  });
  expect((await server.call("GET", VOTES)).body).toEqual({ votes: [cast.body], next: null });
  const unknown = await server.call("POST", VOTES, { body: { comparison: "never", choice: "tie" } });
  expect(unknown).toMatchObject({ status: 404, body: { field: "comparison" } });
});

test("blind, nobody is named until the vote, and a failure gives nobody away", async () => {
  await using server = await startTestServer();
  await using network = await openNetwork(server, [stream("one"), stream("two"), fail(500)]);
  const response = await post(server, "/assay/v1/compare", {
    messages: [{ role: "user", content: "?" }],
    workers: network.names,
    blind: true,
  });
  const text = await response.text();
  for (const name of network.names) expect(text).not.toContain(name);
  expect(text).not.toMatch(/"uid"/);
  const orders = new Set<string>();
  for (let turn = 0; turn < 12; turn++) {
    const { asked } = await compare(server, { workers: network.names, blind: true });
    const cast = await server.call<Ballot>("POST", VOTES, { body: { comparison: asked.comparison, choice: "tie" } });
    expect(cast.body.blind).toBe(true);
    orders.add(cast.body.answers.map(({ worker }) => worker).join());
  }
  expect(orders.size).toBeGreaterThan(1);
});

test("a vote is the caller's own: nobody votes on what another was shown", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: "first" } });
  const admin = { api_key: "first" };
  await server.call("POST", "/assay/v1/workers", { headers: admin, body: { kind: "simulated", name: "sim", skill: 1 } });
  const made = await server.call<{ key: string }>("POST", "/assay/v1/keys", { headers: admin, body: { name: "rater", scopes: ["chat"] } });
  const { asked } = await compare(server, {}, admin);
  const body = { comparison: asked.comparison, choice: "all_bad" };
  expect((await server.call("POST", VOTES, { headers: { api_key: made.body.key }, body })).status).toBe(404);
  expect((await server.call("POST", VOTES, { headers: admin, body })).status).toBe(200);
});
