import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readResult, signDataItem, takeItem, tick, type Ao, type Result, type Wallet } from "../../src/ao/index.ts";
import { mintTokens, readBalance } from "../../src/ledger/index.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { testWallet } from "../support/wallets.ts";

const TOKEN = "xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10";
const LEASE_MS = 120_000;

let server: TestServer;
let clock: number;
let ao: Ao;
let owner: Wallet;
let client: Wallet;
let workers: [Wallet, Wallet];

beforeAll(async () => {
  server = await startTestServer();
  [owner, client] = [await testWallet("owner"), await testWallet("client")];
  workers = [await testWallet("worker one"), await testWallet("worker two")];
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  clock = Date.now();
  ao = { ...server.app.ao, now: () => new Date(clock) };
});

type Tags = Record<string, string>;
interface Sent {
  to: string;
  tags: Tags;
  data: string;
}

async function send(wallet: Wallet, process: string, tags: Tags, data: unknown = ""): Promise<Sent[] & { error?: string | undefined }> {
  const all = { "Data-Protocol": "ao", Type: "Message", ...tags };
  const list = Object.entries(all).map(([name, value]) => ({ name, value }));
  const text = typeof data === "string" ? data : JSON.stringify(data);
  clock += 1;
  const id = await takeItem(ao, signDataItem(wallet, { target: process, tags: list, data: text === "" ? " " : text }));
  await server.app.ao.settled();
  return toSent((await readResult(ao, process, id)) as Result);
}

function toSent(result: Result): Sent[] & { error?: string | undefined } {
  const sent = result.Messages.map(({ Target, Tags: tags, Data }) => ({
    to: Target,
    tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
    data: Data,
  }));
  return Object.assign(sent, { error: result.Error });
}

async function spawn(kind: string, settings: Tags): Promise<string> {
  const tags = { "Data-Protocol": "ao", Type: "Process", "Process-Kind": kind, ...settings };
  return takeItem(ao, signDataItem(owner, { tags: Object.entries(tags).map(([name, value]) => ({ name, value })), data: " " }));
}

/** What a process sent last, whoever caused it; a notice that it only takes note of sends nothing. */
async function newest(process: string): Promise<Sent[]> {
  const [row] = await server.app.db.query<{ result: Result }>(
    "select result from ao_message where process_id = $1 and state = 'done' and json_array_length(result -> 'Messages') > 0 order by seq desc limit 1",
    [process],
  );
  return toSent(row?.result as Result);
}

const answersOf = (sent: Sent[]) => sent.filter(({ tags }) => tags["Action"] === "Inference-Response");
const jobsOf = (sent: Sent[]) => sent.filter(({ tags }) => tags["Action"] === "Inference");
const toWorkers = () => ({ "Setting-workers": workers.map(({ address }) => address).join(","), "Setting-clients": "*" });

test("the router gives prompts to the worker with the least to do, and answers to who asked, under his own ids", async () => {
  const router = await spawn("router", toWorkers());
  expect((await send(client, router, { Action: "Register-Worker" }))[0]?.tags).toMatchObject({ Status: "403" });
  for (const worker of workers) await send(worker, router, { Action: "Register-Worker" });
  const prompts = ["a", "b", "c", "d"].map((id) => ({ id, prompt: `say ${id}`, dataset: "D" }));
  const handed = jobsOf(await send(client, router, { Action: "Inference", Reference: "9" }, { model: "m", prompts }));
  expect(handed.map(({ to }) => to)).toEqual([workers[0].address, workers[1].address, workers[0].address, workers[1].address]);
  const jobs = handed.map(({ data }) => JSON.parse(data) as { id: string; prompt: string });
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(4);

  const respond = (worker: Wallet, id: string | undefined, result: string) =>
    send(worker, router, { Action: "Inference-Response" }, { id, model: "m", dataset: "D", result });
  const answer = answersOf(await respond(workers[0], jobs[0]?.id, "A!"));
  expect(answer).toMatchObject([
    { to: client.address, tags: { "X-Reference": "9", Status: "200" }, data: '{"id":"a","model":"m","result":"A!"}' },
  ]);
  expect((await respond(workers[0], jobs[0]?.id, "again"))[0]?.tags).toMatchObject({ Status: "404" });
  expect((await respond(workers[0], jobs[1]?.id, "forged"))[0]?.tags).toMatchObject({ Status: "404" });

  const left = jobsOf(await send(workers[1], router, { Action: "Unregister-Worker" }));
  expect(left.map(({ to }) => to)).toEqual([workers[0].address, workers[0].address]);
  await send(workers[0], router, { Action: "Register-Worker" });
  const counts = await server.app.db.query("select workload from ao_worker where process_id = $1", [router]);
  expect(counts).toEqual([{ workload: 3 }]);
});

test("who does not answer in time loses the job; after three tries its client is told, and a late answer is none", async () => {
  const router = await spawn("router", toWorkers());
  await send(workers[0], router, { Action: "Register-Worker" });
  const [job] = jobsOf(await send(client, router, { Action: "Inference" }, { model: "m", prompts: [{ id: 1, prompt: "p" }] }));
  const { id } = JSON.parse(job?.data ?? "{}") as { id: string };
  for (const attempt of [2, 3]) {
    clock += LEASE_MS + 1;
    const [again] = jobsOf(await send(workers[0], router, { Action: "Cron" }));
    expect(JSON.parse(again?.data ?? "{}"), `attempt ${attempt}`).toMatchObject({ id, prompt: "p" });
  }
  clock += LEASE_MS + 1;
  const [failed] = answersOf(await send(workers[0], router, { Action: "Cron" }));
  expect(failed).toMatchObject({ to: client.address, tags: { Status: "504" }, data: '{"id":"1","model":"m","result":""}' });
  expect((await send(workers[0], router, { Action: "Inference-Response" }, { id, result: "late" }))[0]?.tags).toMatchObject({
    Status: "404",
  });
});

test("the paid herder serves who pays more first, and sends back what is too little, to who sent it", async () => {
  const { db } = server.app;
  const herder = await spawn("paid-herder", toWorkers());
  await mintTokens(db, { id: "client", token: TOKEN, recipient: client.address, amount: 1000n }, new Date());
  const pay = async (quantity: string, tags: Tags) => {
    await send(client, TOKEN, { Action: "Transfer", Recipient: herder, Quantity: quantity, ...tags });
    return newest(herder);
  };
  const balance = async () => (await readBalance(db, TOKEN, client.address)).balance;
  const prompt = { "X-Prompt": "zwei Wörter 三", "X-Tokens": "1" };
  // 1 + 3 words + 1 token = 5.
  expect(await pay("4", prompt)).toMatchObject([{ to: TOKEN, tags: { Recipient: client.address, Quantity: "4", "X-Needed": "5" } }]);
  for (const tokens of ["-4", "0", "1.5", "4097", "x"]) await pay("50", { ...prompt, "X-Tokens": tokens });
  await pay("50", { "X-Tokens": "1" });
  expect(await balance()).toBe(1000n);

  await pay("5", { ...prompt, "X-Reference": "first" });
  await pay("10", { ...prompt, "X-Reference": "more" });
  await pay("6", { ...prompt, "X-Reference": "some" });
  expect(await balance()).toBe(979n);
  expect((await send(client, herder, { Action: "Info" }))[0]?.tags).toMatchObject({
    "Queue-Length": "3",
    "Base-Fee": "1",
    "Token-Fee": "1",
  });
  const [given] = jobsOf(await send(workers[0], herder, { Action: "Register-Worker" }));
  expect(given).toMatchObject({ to: workers[0].address, tags: { Tokens: "1" }, data: "zwei Wörter 三" });
  const order: (string | undefined)[] = [];
  for (let round = 0; round < 3; round++) {
    const [answer] = answersOf(await send(workers[0], herder, { Action: "Inference-Response" }, "text"));
    order.push(answer?.tags["X-Reference"]);
  }
  expect(order).toEqual(["more", "some", "first"]);
});

test("the paid herder gives back what was paid for an answer that never came, once", async () => {
  const { db } = server.app;
  const herder = await spawn("paid-herder", { ...toWorkers(), "Setting-maxAttempts": "1" });
  await mintTokens(db, { id: "client-again", token: TOKEN, recipient: client.address, amount: 100n }, new Date());
  const { balance: before } = await readBalance(db, TOKEN, client.address);
  await send(workers[0], herder, { Action: "Register-Worker" });
  await send(client, TOKEN, { Action: "Transfer", Recipient: herder, Quantity: "50", "X-Prompt": "p", "X-Tokens": "1" });
  expect((await readBalance(db, TOKEN, client.address)).balance).toBe(before - 50n);
  clock += 2 * LEASE_MS; // the lease was given by the server's own clock
  await send(workers[0], herder, { Action: "Cron" });
  await send(workers[0], herder, { Action: "Cron" });
  expect((await send(workers[0], herder, { Action: "Inference-Response" }, "late"))[0]?.tags).toMatchObject({ Status: "404" });
  expect((await readBalance(db, TOKEN, client.address)).balance).toBe(before);
  expect((await readBalance(db, TOKEN, herder)).balance).toBe(0n);
});

test("the herder of two types keeps them apart, and an answer that is no score is none", async () => {
  const herder = await spawn("worker-herder", toWorkers());
  await send(workers[0], herder, { Action: "Init-Response", WorkerType: "Evaluate" });
  await send(workers[1], herder, { Action: "Init-Response", WorkerType: "Chat" });
  expect((await send(client, herder, { Action: "Init-Response", WorkerType: "Chat" }))[0]?.tags).toMatchObject({ Status: "403" });
  const asked = await send(
    client,
    herder,
    { Action: "Inference", WorkerType: "Evaluate", "X-Reference": "5" },
    { question: "q", expected_response: "e" },
  );
  expect(jobsOf(asked)).toMatchObject([{ to: workers[0].address, tags: { WorkerType: "Evaluate" } }]);
  expect((await send(client, herder, { Action: "Inference", WorkerType: "Draw" }, { question: "q" })).error).toContain(
    "WorkerType must be",
  );
  expect(JSON.parse((await send(client, herder, { Action: "Worker-Statistic" }))[0]?.data ?? "")).toEqual({
    QueueLength: 0,
    BusyEvaluator: 1,
    BusyChat: 0,
    FreeEvaluator: 0,
    FreeChat: 1,
  });
  expect((await send(workers[0], herder, { Action: "Inference-Response" }, "eleven")).error).toContain("from 0 to 10");
  expect((await send(workers[1], herder, { Action: "Inference-Response" }, "7"))[0]?.tags).toMatchObject({ Status: "404" });
  const [answer] = answersOf(await send(workers[0], herder, { Action: "Inference-Response" }, "7"));
  expect(answer).toMatchObject({ to: client.address, data: "7", tags: { WorkerType: "Evaluate", Reference: "5", "X-Reference": "5" } });
});

test("the clock reaches every process that has work by the clock, once a minute", async () => {
  const router = await spawn("router", {});
  clock += 3_600_000;
  expect(await tick(ao)).toBeGreaterThan(0);
  expect(await tick(ao)).toBe(0);
  await server.app.ao.settled();
  const rows = await server.app.db.query("select origin, state from ao_message where process_id = $1 and origin = 'cron'", [router]);
  expect(rows).toEqual([{ origin: "cron", state: "done" }]);
});
