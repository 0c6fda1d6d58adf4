import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askChat, checkChatStream, post, question, readLines } from "../support/chat-stream.ts";
import { openNetwork } from "../support/network.ts";
import { breakAfter, events, headOnly, page, reset, silence, stallAfter } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, converse, fail, type Play } from "../support/upstream.ts";

const ROLE_ONLY = JSON.stringify({ choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }] });
const JSON_ERROR = JSON.stringify({ error: { message: "played", code: 503 } });

/** What goes wrong before the first token. */
const FAULTS: Record<string, Play> = {
  "a reset": reset,
  silence,
  "a head and then nothing": headOnly,
  "a role and then nothing": (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${ROLE_ONLY}\n\n`);
  },
  "a role and then the end": events(ROLE_ONLY),
  "a page of HTML": page("<html>Bad gateway</html>"),
  "an empty 200": page("", "application/json"),
  "an empty stream": page("", "text/event-stream"),
  "a stream of [DONE]": events("[DONE]"),
  "an error in a 200": page(JSON_ERROR, "application/json"),
  "an error event": events(JSON_ERROR),
  "nothing that can be read": events("{", "<html>", "[1]"),
  "events of a wrong shape": events('{"choices":{"0":{}}}', '{"choices":[null,7]}', '{"choices":"none"}'),
  "a 401": fail(401),
  "a 404": fail(404),
  "a 429": fail(429, { "retry-after": "30" }),
  "a 500": fail(500),
  "a 503": fail(503),
  "a redirect": fail(302, { location: "http://127.0.0.1:1/" }),
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe.each(Object.entries(FAULTS))("%s before the first token", (_name, play) => {
  test("is rescued by another of k workers, streamed and whole", async () => {
    await using network = await openNetwork(server, [play, converse("from the other")]);
    const asked = { uid_list: network.uids, k: 2 };
    const [live, picked, whole] = await Promise.all([
      askChat(server, asked),
      askChat(server, { ...asked, prefer: "longest", timeout: 1.5 }),
      server.call("POST", "/chat", { body: question({ ...asked, stream: false, timeout: 1.5 }) }),
    ]);
    const rescued = { text: "from the other", uid: network.uids[1], error: undefined };
    expect(live).toMatchObject(rescued);
    expect(picked).toMatchObject(rescued);
    expect(whole).toMatchObject({ status: 200, body: { completion: "from the other", uid: network.uids[1] } });
    await network.calm();
  });

  test.each([true, false])("makes the model's other worker answer, stream: %s", async (stream) => {
    await using network = await openNetwork(server, [play, converse("from the other")], { timeoutMs: 1000 });
    // Both are equally busy, so that either is asked first.
    while (network.upstreams[0]?.requests.length === 0) {
      const response = await post(server, "/v1/chat/completions", { model: "m", messages: [{ role: "user", content: "?" }], stream });
      expect(response.status).toBe(200);
      expect((await response.text()).match(/from|the|other/g)?.join(" ")).toBe("from the other");
    }
    await network.calm();
  });
});

test("when every worker fails the caller is told so, with each reason once and no address", async () => {
  await using network = await openNetwork(server, [fail(500), fail(500), page("<html>")]);
  const { text, error } = await askChat(server, { uid_list: network.uids });
  expect({ text, error }).toEqual({ text: "", error: expect.stringMatching(/No worker gave an answer/) });
  expect(error).not.toContain("127.0.0.1");
  const body = question({ uid_list: network.uids, stream: false });
  expect(await server.call("POST", "/chat", { body })).toMatchObject({ status: 502, body: { detail: expect.any(String) } });
});

const PLAYS = [
  ...Object.values(FAULTS),
  breakAfter("Paris is"),
  stallAfter("Paris is"),
  events(chunk("Paris"), JSON_ERROR),
  events(chunk("Paris", "length")),
  converse("Paris."),
  converse("word ".repeat(500)),
];

test("whatever goes wrong, and whoever leaves: every stream keeps the rules or was left, and nobody stays asked", async () => {
  const request = fc.record({
    k: fc.integer({ min: 1, max: 4 }),
    timeout: fc.integer({ min: 1, max: 20 }).map((hundredths) => hundredths / 100),
    prefer: fc.constantFrom("longest", "shortest", "most_common", undefined),
    leaveAfterMs: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
  });
  const scene = fc.record({
    plays: fc.array(fc.constantFrom(...PLAYS), { minLength: 1, maxLength: 4 }),
    maxConcurrency: fc.integer({ min: 1, max: 3 }),
    requests: fc.array(request, { minLength: 1, maxLength: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ plays, maxConcurrency, requests }) => {
      await using network = await openNetwork(server, plays, { maxConcurrency });
      await Promise.all(
        requests.map(async ({ leaveAfterMs, ...asked }) => {
          const signal = leaveAfterMs === undefined ? undefined : AbortSignal.timeout(leaveAfterMs);
          const reading = post(server, "/chat", question({ ...asked, uid_list: network.uids }), signal && { signal }).then((one) =>
            one.text(),
          );
          const text = await reading.catch((error: unknown) => {
            if (signal?.aborted) return undefined;
            throw error;
          });
          if (text !== undefined) checkChatStream(readLines(text));
        }),
      );
      await network.calm();
    }),
    { numRuns: 40, interruptAfterTimeLimit: 30_000 },
  );
  expect(server.app.workers.list()).toEqual([]);
});
