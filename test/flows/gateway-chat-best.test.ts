import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askChat, checkChatStream, post, question, readLines } from "../support/chat-stream.ts";
import { openNetwork } from "../support/network.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { converse, fail, startUpstream, type Play, type Upstream } from "../support/upstream.ts";

let server: TestServer;
const upstreams: Upstream[] = [];

/** Four workers of three owners: two say 42 in their own words, two of one owner say 41. */
beforeAll(async () => {
  server = await startTestServer();
  const answers: [name: string, owner: string, text: string][] = [
    ["first", "alice", "6 times 7. The answer is 42."],
    ["second", "bob", "Seven sixes make 42, so the answer is 42."],
    ["third", "mallory", "The answer is 41."],
    ["fourth", "mallory", "Surely the answer is 41."],
  ];
  for (const [name, owner, text] of answers) {
    const upstream = await startUpstream(owner === "mallory" ? converse(text) : afterMallory(converse(text)));
    upstreams.push(upstream);
    await server.call("POST", "/assay/v1/workers", { body: { name, owner, kind: "openai", baseUrl: upstream.baseUrl, model: "m" } });
  }
  const broken = await startUpstream(fail(500));
  upstreams.push(broken);
  await server.call("POST", "/assay/v1/workers", { body: { name: "broken", kind: "openai", baseUrl: broken.baseUrl, model: "m" } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  for (const upstream of upstreams) await upstream[Symbol.asyncDispose]();
});

/** The others answer when mallory's have: else the answers of two owners may decide before, and mallory's be dropped. */
function afterMallory(play: Play): Play {
  return async (request, response, control) => {
    const answered = () => Math.min(...["third", "fourth"].map((name) => server.app.workers.find(name)?.answered ?? 0));
    await expect.poll(answered, { interval: 2, timeout: 10_000 }).toBeGreaterThanOrEqual(control.number);
    await play(request, response, control);
  };
}

const uidOf = (name: string) => server.app.workers.find(name)?.uid ?? -1;

test("best is what most owners agree on: two colluders of one owner have one vote", async () => {
  const answer = await post(server, "/chat", question({ prefer: "best", k: 5 }));
  const { chunks, text } = checkChatStream(readLines(await answer.text()));
  expect(text).toMatch(/42\.$/);
  const final = chunks.at(-1);
  expect(final).toMatchObject({ accepted_answer: "42", method: "extracted", support_uids: [uidOf("first"), uidOf("second")] });
  expect(final?.support).toBeCloseTo(2 / 3, 6);
});

test("refusals of one's own count as the usual ones do, in streams and in whole answers", async () => {
  using own = mkdtempDisposableSync(join(tmpdir(), "assay-refusals-"));
  const file = join(own.path, "assay.yaml");
  writeFileSync(file, "answers: { refusals: [Das kann ich nicht] }");
  await using german = await startTestServer({ environment: { ASSAY_CONFIG: file } });
  const refusal = "Das kann ich nicht beantworten, so leid es mir tut.";
  await using network = await openNetwork(german, [converse(refusal), afterFirst(german, converse("42"))]);
  expect(await askChat(german, { uid_list: network.uids })).toMatchObject({ text: "42", uid: network.uids[1] });
  expect(await askChat(german, { uid_list: network.uids, prefer: "longest" })).toMatchObject({ text: "42" });
  expect(await askChat(german, { uid_list: network.uids.slice(0, 1) })).toMatchObject({ text: refusal });
});

/** Answers when another has. */
function afterFirst({ app }: TestServer, play: Play): Play {
  return async (request, response, control) => {
    await expect.poll(() => app.workers.list()[0]?.answered ?? 0, { interval: 2, timeout: 10_000 }).toBeGreaterThan(0);
    await play(request, response, control);
  };
}

test("one JSON object says it too", async () => {
  const { status, body } = await server.call("POST", "/chat", { body: question({ prefer: "best", k: 5, stream: false }) });
  expect(status).toBe(200);
  expect(body).toMatchObject({ accepted_answer: "42", completion: expect.stringMatching(/42\.$/), agreement: expect.any(Number) });
});
