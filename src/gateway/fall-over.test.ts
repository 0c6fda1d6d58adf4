import { expect, test } from "vitest";
import { WorkerFault, type ChosenWorker, type FaultCode } from "../workers/index.ts";
import { fallOver } from "./fall-over.ts";
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
    hasBegun: () => hasBegun,
    ask: async ({ uid }) => {
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

test("without anybody to ask it says so", async () => {
  expect((await play([], { uids: [] })).answer).toMatchObject({ code: "no_workers" });
});
