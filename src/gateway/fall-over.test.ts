import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { WorkerFault, type ChosenWorker, type FaultCode } from "../workers/index.ts";
import { fallOver, type Attempt } from "./fall-over.ts";
import type { AskedWorker } from "./request-record.ts";

const fault = (code: FaultCode, status?: number) => new WorkerFault(code, code, { status });

/** Asks `uids` in order, each failing as listed until one answers with its uid. */
async function play(outcomes: (WorkerFault | Error | "ok")[], { uids = [1, 2, 3, 4], hasBegun = false, isGone = false } = {}) {
  const asked: AskedWorker[] = [];
  let attempts = 0;
  const answer = await fallOver({
    route: {
      next: (tried) => {
        const uid = uids.find((one) => !tried.has(one));
        return uid === undefined ? undefined : ({ worker: { uid, name: `w${uid}` }, probability: 0.5 } as ChosenWorker);
      },
    },
    signal: isGone ? AbortSignal.abort() : new AbortController().signal,
    asked,
    ask: async ({ uid }, { begin }) => {
      if (hasBegun) begin();
      const outcome = outcomes[attempts++] ?? "ok";
      if (outcome !== "ok") throw outcome;
      return uid;
    },
  }).then(
    ({ value }) => value,
    (error: unknown) => error,
  );
  return { answer, asked: asked.map(({ uid, outcome }) => `${uid} ${outcome}`) };
}

test("a worker that fails is replaced by the next, three at most", async () => {
  expect(await play([fault("timeout"), fault("server_error", 500)])).toEqual({ answer: 3, asked: ["1 timeout", "2 server_error", "3 ok"] });
  const broken = await play([fault("timeout"), fault("server_error"), fault("connection"), "ok"]);
  expect(broken.asked).toEqual(["1 timeout", "2 server_error", "3 connection"]);
  expect(broken.answer).toMatchObject({ fault: "connection" });
});

test("a wrong request, a bug, a departed caller and an answer that has begun are final", async () => {
  const wrong = fault("bad_request", 400);
  expect(await play([wrong])).toEqual({ answer: wrong, asked: ["1 bad_request"] });
  expect((await play([new TypeError("a bug")])).asked).toEqual(["1 internal"]);
  expect((await play([fault("cancelled")], { isGone: true })).asked).toEqual(["1 cancelled"]);
  expect((await play([fault("bad_response")], { hasBegun: true })).asked).toEqual(["1 bad_response"]);
  expect((await play([fault("bad_request", 401)])).asked).toEqual(["1 bad_request", "2 ok"]);
});

test("a lone worker is asked once more after a lost connection, and not after anything else", async () => {
  expect((await play([fault("connection")], { uids: [1] })).asked).toEqual(["1 connection", "1 ok"]);
  expect((await play([fault("connection"), fault("connection"), "ok"], { uids: [1] })).asked).toEqual(["1 connection", "1 connection"]);
  expect((await play([fault("server_error")], { uids: [1] })).asked).toEqual(["1 server_error"]);
});

test("workers that say 429 or cool do not use up the attempts", async () => {
  const uids = Array.from({ length: 8 }, (_, index) => index + 1);
  const refusals = [fault("rate_limited", 429), fault("circuit_open"), fault("rate_limited", 429), fault("circuit_open")];
  expect((await play([...refusals, fault("timeout"), fault("timeout")], { uids })).answer).toBe(7);
});

/** Asks workers that answer when they are told to, the second beside the first after `hedgeAfterMs`. */
function playByHand({ uids = [1, 2, 3], isBusy = false } = {}) {
  const asked: AskedWorker[] = [];
  const calls = new Map<number, { attempt: Attempt; answer: PromiseWithResolvers<string> }>();
  const arrivals = new Map(uids.map((uid) => [uid, Promise.withResolvers<void>()]));
  const leaving = new AbortController();
  const result = fallOver<string>({
    route: {
      next: (tried) => {
        const uid = uids.find((one) => !tried.has(one));
        const worker = { uid, name: `w${uid}`, queued: isBusy ? 1 : 0, inFlight: 0, concurrency: 1, state: "serving" };
        return uid === undefined ? undefined : ({ worker, probability: 1 } as unknown as ChosenWorker);
      },
    },
    signal: leaving.signal,
    asked,
    hedgeAfterMs: () => 1,
    ask: ({ uid }, attempt) => {
      const answer = Promise.withResolvers<string>();
      attempt.signal.addEventListener("abort", () => answer.reject(fault("cancelled")));
      calls.set(uid, { attempt, answer });
      arrivals.get(uid)?.resolve();
      return answer.promise;
    },
  });
  const call = async (uid: number) => {
    await arrivals.get(uid)?.promise;
    const made = calls.get(uid);
    if (!made) throw new Error(`worker ${uid} was not asked`);
    return made;
  };
  return { result, call, leaving, outcomes: () => asked.map(({ uid, outcome }) => `${uid} ${outcome}`), calls };
}

test("the first of two that begins is the one; the other is dropped and may hand on nothing", async () => {
  const { result, call, outcomes } = playByHand();
  const first = await call(1);
  const second = await call(2);
  expect(second.attempt.begin()).toBe(true);
  expect([first.attempt.signal.aborted, first.attempt.begin(), second.attempt.begin()]).toEqual([true, false, true]);
  second.answer.resolve("from 2");
  expect((await result).value).toBe("from 2");
  expect(outcomes()).toEqual(["1 dropped", "2 ok"]);
});

test("a whole answer claims the caller too, and a hedge that fails leaves the first its chance", async () => {
  const { result, call, outcomes } = playByHand({ uids: [1, 2] });
  const first = await call(1);
  (await call(2)).answer.reject(fault("timeout"));
  await new Promise((resolve) => setImmediate(resolve));
  first.answer.resolve("from 1");
  expect((await result).value).toBe("from 1");
  expect(outcomes()).toEqual(["1 ok", "2 timeout"]);
});

test("when one of two fails another takes its place, and the last failure of all is told", async () => {
  const { result, call, outcomes } = playByHand();
  const told = result.catch((error: unknown) => error);
  await call(2);
  (await call(1)).answer.reject(fault("connection"));
  const third = await call(3);
  (await call(2)).answer.reject(fault("server_error"));
  third.answer.reject(fault("timeout"));
  expect(await told).toMatchObject({ fault: "timeout" });
  expect(outcomes()).toEqual(["1 connection", "2 server_error", "3 timeout"]);
});

test("nobody is asked beside a slow worker where the others are busy; whoever leaves leaves all", async () => {
  const busy = playByHand({ isBusy: true });
  await busy.call(1);
  await delay(30);
  expect(busy.outcomes()).toHaveLength(1);
  busy.leaving.abort();
  await expect(busy.result).rejects.toMatchObject({ fault: "cancelled" });

  const both = playByHand();
  await both.call(2);
  both.leaving.abort();
  await expect(both.result).rejects.toMatchObject({ fault: "cancelled" });
  expect([...both.calls.values()].map(({ attempt }) => attempt.signal.aborted)).toEqual([true, true]);
});

test("without anybody to ask it says so", async () => {
  expect((await play([], { uids: [] })).answer).toMatchObject({ code: "no_workers" });
});
