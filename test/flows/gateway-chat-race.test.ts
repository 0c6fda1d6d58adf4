import { afterAll, beforeAll, expect, test } from "vitest";
import { askChat, checkChatStream, post, question, readLines } from "../support/chat-stream.ts";
import { openNetwork } from "../support/network.ts";
import { breakAfter, silence, stallAfter, when } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, converse, type Play } from "../support/upstream.ts";

const REFUSAL = "I'm sorry, but I can't help with that.";

/** Resolves when the caller has given its request up. */
async function leftBy(request: Promise<unknown>): Promise<void> {
  await expect(request).rejects.toMatchObject({ name: "AbortError" });
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test.each([
  ["longest", "Rather a long one, this."],
  ["shortest", "Paris"],
  ["most_common", "Paris"],
])("prefer %s picks among whole answers, refusals and empty ones set aside", async (prefer, expected) => {
  const refusing = converse(`${REFUSAL} ${"Really not. ".repeat(20)}`);
  const answers = [converse("Paris"), converse("Rather a long one, this."), converse(" "), refusing, converse("paris ")];
  await using network = await openNetwork(server, answers);
  const { text, uid, error } = await askChat(server, { uid_list: network.uids, prefer });
  // Of two alike the first to come is taken.
  expect({ text: text.trim().replace("paris", "Paris"), error }).toEqual({ text: expected, error: undefined });
  expect(prefer === "longest" ? [network.uids[1]] : [network.uids[0], network.uids[4]]).toContain(uid);
});

test("when there is nothing but refusals or empty answers one of them is given", async () => {
  await using network = await openNetwork(server, [converse(REFUSAL), converse(""), converse("…")]);
  expect(await askChat(server, { uid_list: network.uids })).toMatchObject({ text: REFUSAL, error: undefined });
  expect(await askChat(server, { uid_list: network.uids.slice(1) })).toMatchObject({ text: "…", error: undefined });
  const [, empty] = network.uids;
  expect(await askChat(server, { uid_list: [empty] })).toMatchObject({ text: "", uid: empty, error: undefined });
});

test("without prefer the first useful answer is streamed while it comes; refusals wait behind it, losers are dropped", async () => {
  const opened = Promise.withResolvers<void>();
  const slowly: Play = async (_request, response, control) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk("Paris")}\n\n`);
    await Promise.race([opened.promise, control.gone]);
    response.end(`data: ${chunk(" is it.")}\n\ndata: ${chunk("", "stop")}\n\n`);
  };
  await using network = await openNetwork(server, [converse(REFUSAL), converse(""), slowly, silence, stallAfter("I'm sorry")]);
  const [, , useful, , stalled] = network.upstreams;
  const response = await post(server, "/chat", question({ uid_list: network.uids }));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = (await reader?.read())?.value ?? "";
  expect(JSON.parse(first)).toMatchObject({ delta: "Paris", selected_uid: network.uids[2], sequence_number: 1, finish_reason: null });

  // The answer goes on: it is decided, so nobody else is asked any more.
  await Promise.all([network.upstreams[3]?.callerLeft(1), stalled?.callerLeft(1)]);
  expect(useful?.inFlight).toBe(1);
  opened.resolve();
  let rest = first;
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) rest += piece.value;
  expect(checkChatStream(readLines(rest))).toMatchObject({ text: "Paris is it.", uid: network.uids[2], error: undefined });
  await network.calm();
  // Whom the caller needed no more did nothing wrong.
  for (const name of network.names) expect(server.app.workers.find(name)).toMatchObject({ failed: 0 });
});

test("an answer that begins as a refusal may turn out to be none", async () => {
  const apology = "I am sorry for your loss; the capital is Paris, and its people mourn with you, all of them, from the first to the last.";
  await using network = await openNetwork(server, [converse(apology)]);
  expect(await askChat(server, { uid_list: network.uids })).toMatchObject({ text: apology, error: undefined });
});

test("a worker that breaks in the middle is a StreamError behind what it said, never a short answer", async () => {
  await using network = await openNetwork(server, [breakAfter("The answer", " is")]);
  expect(await askChat(server, { uid_list: network.uids })).toMatchObject({
    text: "The answer is",
    uid: network.uids[0],
    error: expect.stringMatching(/broke off/),
  });
  const whole = await server.call("POST", "/chat", { body: question({ uid_list: network.uids, stream: false }) });
  expect(whole).toMatchObject({ status: 502, body: { detail: expect.stringMatching(/broke off/) } });
});

test("at the deadline whole answers that are there are used, broken and slow ones are not", async () => {
  const plays = [converse("Short."), converse("A longer answer."), stallAfter("The longest of all answers, but not whole"), silence];
  await using network = await openNetwork(server, plays);
  const asked = { prefer: "longest", timeout: 1.5 };
  const slow = { ...asked, uid_list: network.uids.slice(2) };
  const [all, streamed, whole] = await Promise.all([
    askChat(server, { ...asked, uid_list: network.uids }),
    askChat(server, slow),
    server.call("POST", "/chat", { body: question({ ...slow, stream: false }) }),
  ]);
  expect(all).toMatchObject({ text: "A longer answer.", error: undefined });
  expect(streamed).toMatchObject({ text: "", error: expect.stringMatching(/timed out after 1\.5 s/) });
  expect(whole).toMatchObject({ status: 504, body: { detail: expect.stringMatching(/timed out after 1\.5 s/) } });
  await network.calm();
});

test("at the deadline a stream that has begun ends with an error, and a refusal is better than nothing", async () => {
  await using network = await openNetwork(server, [stallAfter("Paris is"), converse(REFUSAL), silence]);
  const [begun, refusing, silent] = network.uids;
  const [cut, refused] = await Promise.all([
    askChat(server, { uid_list: [begun], timeout: 1.5 }),
    askChat(server, { uid_list: [refusing, silent], timeout: 1.5 }),
  ]);
  expect(cut).toMatchObject({ text: "Paris is", error: expect.stringMatching(/timed out after 1\.5 s.*cut short/) });
  expect(refused).toMatchObject({ text: REFUSAL, error: undefined });
  await network.calm();
});

test("a caller who leaves frees every worker, before the first token and behind it", async () => {
  await using network = await openNetwork(server, [silence, silence, stallAfter("Paris")]);
  const [first, second, third] = network.upstreams;
  const early = new AbortController();
  const waiting = leftBy(post(server, "/chat", question({ uid_list: network.uids.slice(0, 2) }), early));
  await expect.poll(() => [first?.inFlight, second?.inFlight]).toEqual([1, 1]);
  early.abort();
  await Promise.all([waiting, first?.callerLeft(1), second?.callerLeft(1)]);

  const late = new AbortController();
  const response = await post(server, "/chat", question({ uid_list: network.uids.slice(2) }), late);
  await response.body?.getReader().read();
  late.abort();
  await third?.callerLeft(1);
  await network.calm();
  for (const name of network.names) expect(server.app.workers.find(name)).toMatchObject({ failed: 0, state: "registered" });
});

test("a caller who leaves while its request waits for a slot is not asked for later", async () => {
  const opened = Promise.withResolvers<void>();
  await using network = await openNetwork(server, [when(opened.promise, converse("late"))], { maxConcurrency: 1 });
  const [name = ""] = network.names;
  const first = askChat(server, { uid_list: network.uids });
  await expect.poll(() => server.app.workers.find(name)?.inFlight).toBe(1);
  const leaving = new AbortController();
  const second = leftBy(post(server, "/chat", question({ uid_list: network.uids }), leaving));
  await expect.poll(() => server.app.workers.find(name)?.queued).toBe(1);
  leaving.abort();
  await second;
  await expect.poll(() => server.app.workers.find(name)?.queued).toBe(0);
  opened.resolve();
  expect(await first).toMatchObject({ text: "late" });
  expect(network.upstreams[0]?.requests).toHaveLength(1);
  await network.calm();
});
