import { expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import { PlayTime } from "../../test/support/play-time.ts";
import { answer, converse, fail, inTurn, startUpstream, type Play } from "../../test/support/upstream.ts";
import type { Db } from "../db/index.ts";
import { addWorker } from "./add-worker.ts";
import { chooseWorkers } from "./choose-workers.ts";
import type { WorkerRequest } from "./driver.ts";
import { removeWorker } from "./remove-worker.ts";
import type { WorkerSnapshot } from "./snapshot.ts";
import { WorkerPool } from "./worker-pool.ts";
import { workerSpecSchema, type WorkerSpec } from "./worker.ts";

const CHAT: WorkerRequest = { endpoint: "chat", body: { model: "m", messages: [{ role: "user", content: "?" }] } };
const POLL = { timeout: 30_000 };
const SILENT: Play = () => {};

function spec(name: string, baseUrl: string, changes: Partial<Extract<WorkerSpec, { kind: "openai" }>> = {}): WorkerSpec {
  return workerSpecSchema.parse({ kind: "openai", name, baseUrl, model: "m", ...changes });
}

interface Setting extends AsyncDisposable {
  pool: WorkerPool;
  time: PlayTime;
  db: Db;
  /** The worker as it is now. */
  see(name: string): WorkerSnapshot;
}

/** A pool over these workers; `await using`. */
async function openSetting(specs: readonly WorkerSpec[], options: { probeIntervalMs?: number } = {}): Promise<Setting> {
  await using opening = new AsyncDisposableStack();
  const { db } = opening.use(await openTestDatabase());
  for (const one of specs) await addWorker(db, one);
  const time = new PlayTime();
  const pool = opening.use(await WorkerPool.open({ db, time, recordingsDirectory: "/", allowPrivateEndpoints: true, ...options }));
  const parts = opening.move();
  const see = (name: string) => {
    const worker = pool.find(name);
    if (!worker) throw new Error(`no worker ${name}`);
    return worker;
  };
  return { pool, time, db, see, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

async function faultOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => "answered",
    (error: { fault?: string; code?: string }) => error.fault ?? error.code,
  );
}

test("a request counts before it is sent, in a slot or waiting for one", async () => {
  await using upstream = await startUpstream(SILENT);
  await using setting = await openSetting([spec("a", upstream.baseUrl, { maxConcurrency: 2 }), spec("b", upstream.baseUrl)]);
  const caller = new AbortController();
  const { uid } = setting.see("a");
  const asked = [1, 2, 3].map(() => faultOf(setting.pool.ask(uid, CHAT, { signal: caller.signal })));
  expect(setting.see("a")).toMatchObject({ inFlight: 2, queued: 1 });
  const [chosen] = chooseWorkers(setting.pool.list(), { mode: "least_workload", k: 1, seed: 1 });
  expect(chosen?.worker.name).toBe("b");
  caller.abort();
  expect(await Promise.all(asked)).toEqual(["cancelled", "cancelled", "cancelled"]);
  expect(setting.see("a")).toMatchObject({ inFlight: 0, queued: 0, failed: 0, state: "registered" });
});

test("cooled down, a worker is chosen again although others are healthy, and its answer closes the circuit", async () => {
  await using upstream = await startUpstream(inTurn(...Array.from({ length: 5 }, () => fail(500)), answer("back")));
  await using other = await startUpstream(answer("other"));
  await using setting = await openSetting([spec("a", upstream.baseUrl), spec("b", other.baseUrl)]);
  const { pool, time } = setting;
  const { uid } = setting.see("a");
  for (let i = 0; i < 5; i++) expect(await faultOf(pool.ask(uid, CHAT))).toBe("server_error");
  expect(setting.see("a").state).toBe("cooling");
  expect(await faultOf(pool.ask(uid, CHAT))).toBe("circuit_open");
  expect(upstream.requests).toHaveLength(5);
  const uids = () => chooseWorkers(pool.list(), { mode: "random", k: 9, seed: 1 }).map(({ worker }) => worker.uid);
  expect(uids()).not.toContain(uid);

  time.advance(10_000);
  expect(uids()).toContain(uid);
  expect((await pool.ask(uid, CHAT)).text).toBe("back");
  expect(setting.see("a")).toMatchObject({ state: "serving", faults: { server_error: 5, circuit_open: 1 } });
});

test("who waits for a circuit holds no slot: others are told at once; and the wait ends with the circuit", async () => {
  await using upstream = await startUpstream(inTurn(fail(429, { "retry-after": "3" }), answer("back")));
  await using setting = await openSetting([spec("a", upstream.baseUrl, { maxConcurrency: 1 })]);
  const { pool, time } = setting;
  const { uid } = setting.see("a");
  expect(await faultOf(pool.ask(uid, CHAT))).toBe("rate_limited");
  const patient = pool.ask(uid, CHAT, { circuitWaitMs: 60_000 });
  expect(setting.see("a")).toMatchObject({ state: "cooling", inFlight: 0, queued: 1 });
  await expect(pool.ask(uid, CHAT)).rejects.toMatchObject({ fault: "circuit_open", retryAfterMs: 3_000 });
  time.advance(3_000);
  expect((await patient).text).toBe("back");
  expect(setting.see("a")).toMatchObject({ state: "serving", inFlight: 0, queued: 0 });
});

test("patience has an end, and a caller may leave before it", async () => {
  await using upstream = await startUpstream(fail(429, { "retry-after": "200" }));
  await using setting = await openSetting([spec("a", upstream.baseUrl)]);
  const { pool, time } = setting;
  const { uid } = setting.see("a");
  await faultOf(pool.ask(uid, CHAT));
  const caller = new AbortController();
  const leaving = faultOf(pool.ask(uid, CHAT, { circuitWaitMs: 60_000, signal: caller.signal }));
  const patient = faultOf(pool.ask(uid, CHAT, { circuitWaitMs: 60_000 }));
  expect(time.sleeping).toBe(2);
  caller.abort();
  expect(await leaving).toBe("cancelled");
  time.advance(60_000);
  expect(await patient).toBe("circuit_open");
  expect(setting.see("a").queued).toBe(0);
  expect(upstream.requests).toHaveLength(1);
});

test("callers that give no time open no circuit; a silent worker that had its time does", async () => {
  await using upstream = await startUpstream(SILENT);
  await using setting = await openSetting([spec("a", upstream.baseUrl, { timeoutMs: 30 })]);
  const { pool } = setting;
  const { uid } = setting.see("a");
  for (let i = 0; i < 6; i++) expect(await faultOf(pool.ask(uid, CHAT, { timeoutMs: 5 }))).toBe("timeout");
  expect(setting.see("a")).toMatchObject({ state: "registered", faults: { timeout: 6 } });
  for (let i = 0; i < 5; i++) expect(await faultOf(pool.ask(uid, CHAT))).toBe("timeout");
  expect(setting.see("a").state).toBe("cooling");
});

test("a 429 halves how many are sent at once", async () => {
  await using upstream = await startUpstream(inTurn(fail(429), SILENT));
  await using setting = await openSetting([spec("a", upstream.baseUrl, { maxConcurrency: 8 })]);
  const { pool } = setting;
  const { uid } = setting.see("a");
  expect(await faultOf(pool.ask(uid, CHAT))).toBe("rate_limited");
  const caller = new AbortController();
  const asked = Array.from({ length: 8 }, () => faultOf(pool.ask(uid, CHAT, { signal: caller.signal })));
  expect(setting.see("a")).toMatchObject({ maxConcurrency: 8, concurrency: 4, inFlight: 4, queued: 4 });
  caller.abort();
  await Promise.all(asked);
});

test("a worker that is taken away ends what it began and gets nothing new", async () => {
  const open = Promise.withResolvers<void>();
  await using upstream = await startUpstream(async (...played) => {
    await open.promise;
    return answer("the last")(...played);
  });
  await using setting = await openSetting([spec("a", upstream.baseUrl, { maxConcurrency: 1 })]);
  const { pool } = setting;
  const { uid } = setting.see("a");
  const asked = [pool.ask(uid, CHAT), pool.ask(uid, CHAT)];
  await expect.poll(() => upstream.inFlight, POLL).toBe(1);
  await removeWorker(setting.db, "a");
  await pool.reload();
  expect(pool.list()).toEqual([]);
  expect(() => pool.ask(uid, CHAT)).toThrow("There is no worker");
  open.resolve();
  expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(["the last", "the last"]);
});

test("a closing pool cancels what is under way, also of workers that are gone", async () => {
  await using upstream = await startUpstream(SILENT);
  const setting = await openSetting([spec("a", upstream.baseUrl), spec("b", upstream.baseUrl)]);
  const asked = ["a", "b"].map((name) => faultOf(setting.pool.ask(setting.see(name).uid, CHAT)));
  await expect.poll(() => upstream.inFlight, POLL).toBe(2);
  await removeWorker(setting.db, "a");
  await setting.pool.reload();
  await setting[Symbol.asyncDispose]();
  expect(await Promise.all(asked)).toEqual(["cancelled", "cancelled"]);
});

test("a look at the registry that takes long never undoes a later one", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await addWorker(db, spec("a", "http://127.0.0.1:1/v1"));
  const looked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let looks = 0;
  const slowQuery: Db["query"] = async (text, parameters) => {
    const rows = await db.query(text, parameters);
    looks += 1;
    if (looks === 2) {
      looked.resolve();
      await released.promise;
    }
    return rows as never;
  };
  /** A database whose second answer is slow to arrive, as it may be on a server with many connections. */
  const slow = new Proxy(db, {
    get(target, name) {
      if (name === "query") return slowQuery;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  await using pool = await WorkerPool.open({ db: slow, recordingsDirectory: "/", allowPrivateEndpoints: true });
  const first = pool.reload();
  await looked.promise;
  await removeWorker(db, "a");
  const second = pool.reload();
  // Were the second not to wait for the first, it would be over before the first gets its answer.
  for (let i = 0; i < 3; i++) await db.query("select 1");
  released.resolve();
  await Promise.all([first, second]);
  expect(pool.list()).toEqual([]);
});

test("a probe whose reader fails frees the place for the next", async () => {
  await using upstream = await startUpstream(inTurn(fail(429, { "retry-after": "1" }), converse("a b")));
  await using setting = await openSetting([spec("a", upstream.baseUrl)]);
  const { pool, time } = setting;
  const { uid } = setting.see("a");
  await faultOf(pool.ask(uid, CHAT));
  time.advance(1_000);
  const onEvent = () => {
    throw new Error("the reader failed");
  };
  const streamed: WorkerRequest = { ...CHAT, body: { ...CHAT.body, stream: true } };
  await expect(pool.stream(uid, streamed, { onEvent })).rejects.toThrow("the reader failed");
  expect((await pool.ask(uid, CHAT)).text).toBe("a b");
  expect(setting.see("a")).toMatchObject({ state: "serving", faults: { rate_limited: 1 } });
});

test("a probe finds a worker that nobody asked: there it serves, away it fails and cools", async () => {
  await using there = await startUpstream(fail(404));
  const away = await startUpstream(SILENT);
  await away[Symbol.asyncDispose]();
  await using setting = await openSetting([spec("there", there.baseUrl), spec("away", away.baseUrl)], { probeIntervalMs: 60_000 });
  const { pool, time } = setting;
  await pool.probeDue();
  expect(setting.see("there")).toMatchObject({ state: "serving", answered: 0, lastSuccessAt: null });
  expect(setting.see("away")).toMatchObject({ state: "registered", faults: { connection: 1 } });
  await pool.probeDue();
  expect(there.requests).toHaveLength(1); // heard of within the interval
  for (let i = 0; i < 3; i++) await pool.probeDue();
  expect(setting.see("away")).toMatchObject({ state: "cooling", faults: { connection: 5 } });
  await pool.probeDue();
  expect(setting.see("away").failed).toBe(5); // an open circuit is left alone
  time.advance(60_000);
  await pool.probeDue();
  expect(there.requests).toHaveLength(2);
});

test("the pool probes by itself", async () => {
  const asked = Promise.withResolvers<string>();
  await using upstream = await startUpstream(({ path }, ...rest) => {
    asked.resolve(path);
    return answer("")({ path, headers: {}, raw: "", body: {} }, ...rest);
  });
  await using setting = await openSetting([spec("a", upstream.baseUrl)], { probeIntervalMs: 5 });
  expect(await asked.promise).toBe("/v1/models");
  await expect.poll(() => setting.see("a").state, POLL).toBe("serving");
});
