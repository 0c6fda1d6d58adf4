import { afterAll, beforeAll, expect, test } from "vitest";
import { askChat, checkChatStream, post, question, readLines } from "../support/chat-stream.ts";
import { openNetwork } from "../support/network.ts";
import { breakAfter, silence } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { candidatesIn, draftsIn, judgeFor, streamSlowly } from "../support/trusted-plays.ts";
import { converse, fail, type Play } from "../support/upstream.ts";

const RIGHT = "Six sevens are forty-two. The answer is 42.";
const WRONG = ["I count 41, so the answer is 41.", "The answer is 41."];

let server: TestServer;
/** Seeds that are counted are drawn the same in each run. */
let seed = 0;
beforeAll(async () => {
  server = await startTestServer({ nextSeed: () => seed++ });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Two workers that say 41 and one that says 42. */
const openAnswers = () =>
  openNetwork(
    server,
    [...WRONG, RIGHT].map((text) => converse(text)),
  );
const openTrusted = (role: string, ...plays: Play[]) => openNetwork(server, plays, { roles: [role] });
const final = ({ chunks }: Awaited<ReturnType<typeof askChat>>) => chunks.at(-1);

/** The last record that was stored. */
async function lastRecord(outcome: string): Promise<Record<string, unknown>> {
  const read = () => server.app.db.query<Record<string, unknown>>("select * from gateway_request order by id desc limit 1");
  await expect.poll(async () => (await read())[0]?.["outcome"], { timeout: 10_000 }).toBe(outcome);
  return (await read())[0] ?? {};
}

test("a judge that chooses the same answer in both orders has the last word", async () => {
  await using answers = await openAnswers();
  await using judge = await openTrusted("judge", judgeFor("42"));
  const stream = await askChat(server, { judge: true });
  expect(stream).toMatchObject({ text: RIGHT, uid: answers.uids[2], error: undefined });
  expect(final(stream)).toMatchObject({
    accepted_answer: "42",
    method: "judge",
    judge_uid: judge.uids[0],
    support: 1 / 3,
    support_uids: [answers.uids[2]],
  });
  // Each sees one of those that say the same, at other places the second time, and the question; names of workers it does not see.
  const asked = judge.upstreams[0]?.requests ?? [];
  const [one = [], other = []] = asked.map(candidatesIn);
  expect(one).toHaveLength(2);
  expect(other).toEqual(one.toReversed());
  expect(asked[0]?.raw).toContain("What is 6 x 7?");
  expect(asked[0]?.raw).not.toMatch(/worker-\d/);
  const parts = ((await lastRecord("ok"))["asked"] as { uid: number; part?: string }[]).map(({ uid, part }) => [uid, part ?? "answer"]);
  expect(parts.toSorted()).toEqual([...answers.uids.map((uid) => [uid, "answer"]), [judge.uids[0], "judge"]].toSorted());
});

test.each([
  ["always takes the first place", converse("[[1]]"), /did not choose the same answer in both orders/],
  ["names none", converse("Both are fine."), /did not choose the same answer in both orders/],
  ["fails", fail(500), /^The judge failed: .*500/],
])("a judge that %s changes nothing, and the response says so", async (_what, play, fallback) => {
  await using answers = await openAnswers();
  await using _judge = await openTrusted("judge", play);
  const stream = await askChat(server, { judge: true });
  expect(stream.error).toBeUndefined();
  expect(stream.text).toMatch(/41/);
  expect(final(stream)).toMatchObject({
    method: "extracted",
    accepted_answer: "41",
    support_uids: answers.uids.slice(0, 2),
    fallback: expect.stringMatching(fallback),
  });
});

test("a second judge is asked where the first fails; where all say the same none is", async () => {
  await using _answers = await openAnswers();
  await using judges = await openTrusted("judge", fail(500), judgeFor("42"));
  // Which of them is first is drawn: seeds that are counted make each the first.
  for (let round = 0; round < 6; round++) expect(final(await askChat(server, { judge: true }))).toMatchObject({ method: "judge" });
  expect(judges.upstreams[0]?.requests.length).toBeGreaterThan(0);
  const before = judges.upstreams[1]?.requests.length;
  const same = await askChat(server, { judge: true, uid_list: _answers.uids.slice(0, 2) });
  expect(final(same)).toMatchObject({ method: "extracted", support: 1 });
  expect(judges.upstreams[1]?.requests).toHaveLength(before ?? 0);
});

test("an aggregator writes the answer out of the drafts, and is streamed while it writes", async () => {
  const mayGoOn = Promise.withResolvers<void>();
  await using answers = await openAnswers();
  await using writer = await openTrusted("aggregator", streamSlowly("All in all, the answer is 42.", mayGoOn.promise));
  const response = await post(server, "/chat", question({ synthesize: true, uid_list: answers.uids, timeout: 60 }));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader?.read();
  expect(JSON.parse(first?.value?.split("\n")[0] ?? "")).toMatchObject({ delta: "All", selected_uid: writer.uids[0], sequence_number: 1 });
  mayGoOn.resolve();
  let text = first?.value ?? "";
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) text += read.value;
  const stream = checkChatStream(readLines(text));
  expect(stream).toMatchObject({ text: "All in all, the answer is 42.", error: undefined });
  expect(final(stream)).toMatchObject({
    finish_reason: "completed",
    selected_uid: writer.uids[0],
    method: "synthesis",
    accepted_answer: "42",
    support: 1 / 3,
    support_uids: [answers.uids[2]],
  });
  const [asked] = writer.upstreams[0]?.requests ?? [];
  expect(asked && draftsIn(asked).toSorted()).toEqual([RIGHT, ...WRONG].toSorted());
  expect(asked?.body["messages"]).toContainEqual({ role: "user", content: "What is 6 x 7?" });
});

test.each([
  ["refuses", converse("I'm sorry, but I can't help with that."), /gave no useful answer/],
  ["fails", fail(503), /^The aggregator failed: /],
  ["breaks off before a word", breakAfter(), /^The aggregator failed: /],
])("an aggregator that %s leaves the consensus, and the response says so", async (_what, play, fallback) => {
  await using answers = await openAnswers();
  await using _writer = await openTrusted("aggregator", play);
  const stream = await askChat(server, { synthesize: true, uid_list: answers.uids });
  expect(stream.text).toMatch(/41/);
  expect(final(stream)).toMatchObject({ method: "extracted", fallback: expect.stringMatching(fallback) });
  const whole = await server.call("POST", "/chat", { body: question({ synthesize: true, uid_list: answers.uids, stream: false }) });
  expect(whole).toMatchObject({ status: 200, body: { accepted_answer: "41", fallback: expect.stringMatching(fallback) } });
});

test("an aggregator that breaks off in the middle: an error where something was sent, the consensus where nothing was", async () => {
  await using answers = await openAnswers();
  await using _writer = await openTrusted("aggregator", breakAfter("All in all, the answer"));
  const asked = { synthesize: true, uid_list: answers.uids };
  expect((await askChat(server, asked)).error).toMatch(/broke off in the middle/);
  const whole = await server.call("POST", "/chat", { body: question({ ...asked, stream: false }) });
  expect(whole).toMatchObject({ status: 200, body: { method: "extracted", accepted_answer: "41" } });
});

test("the deadline is for the whole: slow workers are not waited for, a slow judge or aggregator is left", async () => {
  await using answers = await openNetwork(server, [converse(RIGHT), converse(WRONG[0] ?? ""), silence]);
  await using judge = await openTrusted("judge", silence);
  await using writer = await openTrusted("aggregator", silence);
  const asked = { uid_list: answers.uids, timeout: 1 };
  expect(final(await askChat(server, { ...asked, judge: true }))).toMatchObject({ fallback: "The judge did not answer in time." });
  expect(final(await askChat(server, { ...asked, synthesize: true }))).toMatchObject({
    fallback: "The aggregator did not answer in time.",
  });
  for (const network of [answers, judge, writer]) await network.calm();
});

test("without anybody trusted the request is refused and nobody is asked; with both wishes too", async () => {
  await using answers = await openAnswers();
  for (const field of ["judge", "synthesize"]) {
    const { status, body } = await server.call("POST", "/chat", { body: question({ [field]: true }) });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { field, detail: expect.stringMatching(/no worker that may be asked has the role/) },
    });
  }
  await using judge = await openTrusted("judge", judgeFor("42"));
  for (const excluded of [{ excluded_uids: judge.uids }, { exclude: judge.names }]) {
    const { status, body } = await server.call("POST", "/chat", { body: question({ judge: true, ...excluded }) });
    expect({ status, body }).toMatchObject({ status: 400, body: { field: "judge" } });
  }
  const both = await server.call("POST", "/chat", { body: question({ judge: true, synthesize: true }) });
  expect(both).toMatchObject({ status: 400, body: { field: "synthesize" } });
  expect(answers.upstreams.flatMap(({ requests }) => requests)).toEqual([]);
});

test("vote: who states no answer does not count; where nobody states one the consensus stands and says why", async () => {
  const ramble = "It depends on very many things, and I would rather speak about rabbits, turtles and their long journeys at sea, which";
  await using some = await openNetwork(
    server,
    [ramble, `${ramble} are long`, RIGHT].map((text) => converse(text)),
  );
  expect(final(await askChat(server, { prefer: "vote", uid_list: some.uids }))).toMatchObject({
    method: "vote",
    accepted_answer: "42",
    support: 1,
    support_uids: [some.uids[2]],
  });
  const none = await askChat(server, { prefer: "vote", uid_list: some.uids.slice(0, 2) });
  expect(final(none)).toMatchObject({ method: "similarity", fallback: expect.stringMatching(/No answer states/) });
});

test.each(["best", "vote"])("%s: when the rest cannot change the answer it is not awaited, and dropped", async (prefer) => {
  await using network = await openNetwork(server, [
    converse(RIGHT),
    converse("The answer is 42."),
    converse("So the answer is 42!"),
    silence,
    silence,
  ]);
  const stream = await askChat(server, { prefer, uid_list: network.uids, timeout: 60 });
  expect(final(stream)).toMatchObject({ accepted_answer: "42", support: 1, support_uids: network.uids.slice(0, 3) });
  await network.calm();
  expect(network.upstreams.map(({ aborted }) => aborted)).toEqual([0, 0, 0, 1, 1]);
});
