import { expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import { answer, startUpstream, type Play } from "../../test/support/upstream.ts";
import type { Db } from "../db/index.ts";
import { addWorker } from "./add-worker.ts";
import type { WorkerRequest } from "./driver.ts";
import { removeWorker } from "./remove-worker.ts";
import { setDuty } from "./set-duty.ts";
import { WorkerPool } from "./worker-pool.ts";
import { workerSpecSchema, type Duty } from "./worker.ts";

const CHAT: WorkerRequest = { endpoint: "chat", body: { messages: [{ role: "user", content: "?" }] } };

interface Setting extends AsyncDisposable {
  db: Db;
  pool: WorkerPool;
  uid: number;
  ask(): Promise<string>;
  order(duty: Duty): Promise<void>;
}

/** One worker that takes one request at a time, over this upstream. */
async function openSetting(baseUrl: string): Promise<Setting> {
  await using opening = new AsyncDisposableStack();
  const { db } = opening.use(await openTestDatabase());
  const { uid } = await addWorker(db, workerSpecSchema.parse({ kind: "openai", name: "a", baseUrl, model: "m", maxConcurrency: 1 }));
  const pool = opening.use(await WorkerPool.open({ db, recordingsDirectory: "/", allowPrivateEndpoints: true }));
  const parts = opening.move();
  return {
    db,
    pool,
    uid,
    ask: () =>
      pool.ask(uid, CHAT).then(
        ({ text }) => text,
        (error: { fault?: string; code?: string }) => error.fault ?? error.code ?? "",
      ),
    async order(duty) {
      await setDuty(db, "a", duty);
      await pool.reload();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Answers when it is let go. */
function held(): { play: Play; letGo(): void } {
  const gate = Promise.withResolvers<void>();
  return {
    play: async (...call) => {
      await gate.promise;
      await answer("done")(...call);
    },
    letGo: () => gate.resolve(),
  };
}

test("a paused worker ends what it is answering, turns away who waits, and takes nothing new until it is resumed", async () => {
  const { play, letGo } = held();
  await using upstream = await startUpstream(play);
  await using setting = await openSetting(upstream.baseUrl);
  const [inFlight, waiting] = [setting.ask(), setting.ask()];
  expect(setting.pool.find("a")).toMatchObject({ inFlight: 1, queued: 1 });
  await setting.order("paused");
  expect(await waiting).toBe("held");
  expect(await setting.ask()).toBe("held");
  expect(setting.pool.find("a")).toMatchObject({ state: "paused", inFlight: 1, queued: 0, failed: 0, faults: {} });
  letGo();
  expect(await inFlight).toBe("done");
  await setting.order("on");
  expect(await setting.ask()).toBe("done");
  expect(setting.pool.find("a")).toMatchObject({ state: "serving", inFlight: 0, answered: 2, failed: 0 });
});

test("a draining worker ends what it took, in flight and waiting, and takes nothing new", async () => {
  const { play, letGo } = held();
  await using upstream = await startUpstream(play);
  await using setting = await openSetting(upstream.baseUrl);
  const taken = [setting.ask(), setting.ask()];
  await setting.order("draining");
  expect(await setting.ask()).toBe("held");
  expect(setting.pool.find("a")).toMatchObject({ state: "draining", inFlight: 1, queued: 1 });
  letGo();
  expect(await Promise.all(taken)).toEqual(["done", "done"]);
  expect(setting.pool.find("a")).toMatchObject({ state: "draining", inFlight: 0, queued: 0, answered: 2 });
});

test("a duty outlives the process, and there is none of a worker that is not there", async () => {
  await using upstream = await startUpstream(answer("done"));
  await using setting = await openSetting(upstream.baseUrl);
  await setting.order("draining");
  await using later = await WorkerPool.open({ db: setting.db, recordingsDirectory: "/", allowPrivateEndpoints: true });
  expect(later.find("a")).toMatchObject({ state: "draining" });
  await expect(setDuty(setting.db, "b", "paused")).rejects.toMatchObject({ code: "not_found", field: "name" });
});

test("who waits for a worker to take requests hears when it is resumed, removed, or not wanted any more", async () => {
  await using upstream = await startUpstream(answer("done"));
  await using setting = await openSetting(upstream.baseUrl);
  const { pool, uid } = setting;
  const caller = new AbortController();
  await pool.untilTaking(uid, caller.signal);
  await setting.order("paused");
  const resumed = pool.untilTaking(uid, caller.signal);
  await pool.reload(); // a change that is none of its business
  await setting.order("on");
  await resumed;
  await setting.order("draining");
  const [removed, left] = [pool.untilTaking(uid, new AbortController().signal), pool.untilTaking(uid, caller.signal)];
  caller.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  await removeWorker(setting.db, "a");
  await pool.reload();
  await removed;
});
