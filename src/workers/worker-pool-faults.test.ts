import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { PlayTime } from "../../test/support/play-time.ts";
import { chunk, converse, fail, startUpstream, type Play, type Upstream } from "../../test/support/upstream.ts";
import { addWorker } from "./add-worker.ts";
import type { WorkerRequest } from "./driver.ts";
import { WorkerPool } from "./worker-pool.ts";
import { isTheWorkersFault, WorkerFault } from "./worker-fault.ts";
import { workerSpecSchema } from "./worker.ts";

/** What the upstream plays is what the request asks for. */
const PLAYS = {
  good: converse("a b c"),
  "server error": fail(500),
  "rate limit": fail(429),
  "come back later": fail(429, { "retry-after": "2" }),
  "bad request": fail(400),
  html: (_request, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
  nothing: (_request, response) => void response.writeHead(200).end(),
  reset: (_request, response) => void response.socket?.resetAndDestroy(),
  silence: () => {},
  "cut short": (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${chunk("a")}\n\n`);
  },
} satisfies Record<string, Play>;
type PlayName = keyof typeof PLAYS;

interface Step {
  worker: number;
  play: PlayName;
  isStream: boolean;
  /** When the caller leaves: never, before it begins, or so many turns of the event loop later. */
  leaves: "stays" | number;
  /** Whether the sink throws at the first event. */
  sinkFails: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  worker: fc.nat({ max: 2 }),
  play: fc.constantFrom(...(Object.keys(PLAYS) as PlayName[])),
  isStream: fc.boolean(),
  leaves: fc.oneof({ weight: 3, arbitrary: fc.constant("stays" as const) }, fc.nat({ max: 12 })),
  sinkFails: fc.boolean(),
});

let own: TestDatabase;
let upstream: Upstream;
beforeAll(async () => {
  own = await openTestDatabase();
  upstream = await startUpstream((request, response, control) => PLAYS[request.body["play"] as PlayName](request, response, control));
  for (const [name, maxConcurrency] of [
    ["one", 1],
    ["two", 2],
    ["five", 5],
  ] as const) {
    const spec = { kind: "openai", name, baseUrl: upstream.baseUrl, model: "m", maxConcurrency };
    await addWorker(own.db, workerSpecSchema.parse(spec));
  }
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
  await own[Symbol.asyncDispose]();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** @returns the fault's code; undefined after a good answer; "sink" when what reads failed */
async function play(pool: WorkerPool, uid: number, { play: name, isStream, leaves, sinkFails }: Step): Promise<string | undefined> {
  const caller = new AbortController();
  if (leaves === 0) caller.abort();
  const request: WorkerRequest = { endpoint: "chat", body: { model: "m", messages: [], stream: isStream, play: name } };
  const onEvent = () => {
    if (sinkFails) throw new Error("sink");
  };
  const options = { signal: caller.signal, ...(name === "silence" && { timeoutMs: 20 }) };
  const asking = isStream ? pool.stream(uid, request, { onEvent }, options) : pool.ask(uid, request, options);
  const outcome = asking.then(
    () => undefined,
    (error: unknown) => (error instanceof WorkerFault ? error.fault : (error as Error).message),
  );
  if (leaves !== "stays") {
    for (let i = 0; i < leaves; i++) await turn();
    caller.abort();
  }
  return outcome;
}

test("whatever happens, every counter returns to zero, each fault is counted once and only what workers did counts against them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const time = new PlayTime();
      await using pool = await WorkerPool.open({ db: own.db, time, recordingsDirectory: "/", allowPrivateEndpoints: true });
      const uids = pool.list().map(({ uid }) => uid);
      const outcomes = await Promise.all(
        steps.map(async (one) => ({ worker: one.worker, outcome: await play(pool, uids[one.worker] ?? 0, one) })),
      );
      await expect.poll(() => upstream.inFlight, { interval: 1, timeout: 30_000 }).toBe(0);

      for (const [worker, seen] of pool.list().entries()) {
        const ends = outcomes.filter((one) => one.worker === worker).map(({ outcome }) => outcome);
        const faults = ends.filter((outcome) => outcome !== undefined && outcome !== "cancelled" && outcome !== "sink");
        const counted = Object.fromEntries(faults.map((fault) => [fault, faults.filter((other) => other === fault).length]));
        expect(seen).toMatchObject({ inFlight: 0, queued: 0, answered: ends.filter((outcome) => outcome === undefined).length });
        expect(seen.faults).toEqual(counted);
        expect(seen.concurrency).toBeGreaterThanOrEqual(1);
        const blamed = faults.filter((fault) => fault !== undefined && fault !== "timeout" && isTheWorkersFault(fault));
        expect(seen.state === "cooling" && blamed.length === 0).toBe(false);
      }

      // However it was left, a worker that is well again is found out by one request.
      time.advance(5 * 60_000);
      for (const uid of uids) {
        const good: Step = { worker: 0, play: "good", isStream: true, leaves: "stays", sinkFails: false };
        expect([await play(pool, uid, good), await play(pool, uid, good)]).toEqual([undefined, undefined]);
      }
      expect(pool.list().map(({ state, inFlight }) => [state, inFlight])).toEqual(uids.map(() => ["serving", 0]));
    }),
    { numRuns: 40 },
  );
});
