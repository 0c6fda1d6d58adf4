import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunDetail } from "../../src/evals/index.ts";
import { askChat, post, question } from "../support/chat-stream.ts";
import { openNetwork, type Network } from "../support/network.ts";
import { when } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { converse } from "../support/upstream.ts";

const ANSWER = converse("forty-two");

let server: TestServer;
/** Seeds that are counted are drawn the same in each run. */
let seed = 0;
beforeAll(async () => {
  server = await startTestServer({ nextSeed: () => seed++ });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Uids of those whom a request is put to. */
async function askedBy(more: Record<string, unknown>): Promise<number[]> {
  const response = await post(server, "/chat", question(more));
  expect(response.status).toBe(200);
  await response.text();
  const uids = response.headers.get("x-assay-uids")?.split(",").map(Number) ?? [];
  expect(response.headers.get("x-assay-asked")).toBe(String(uids.length));
  return uids;
}

async function addSimulated(name: string, more: Record<string, unknown>): Promise<number> {
  const { status, body } = await server.call<{ uid: number }>("POST", "/assay/v1/workers", { body: { name, kind: "simulated", ...more } });
  expect(status).toBe(201);
  return body.uid;
}

test("of fewer than k workers all are asked, those of a list in its order", async () => {
  await using network = await openNetwork(server, [ANSWER, ANSWER, ANSWER]);
  const [a = 0, b = 0, c = 0] = network.uids;
  expect((await askedBy({ k: 100 })).toSorted((x, y) => x - y)).toEqual([a, b, c]);
  expect(await askedBy({ sampling_mode: "list", uid_list: [c, 9999, a] })).toEqual([c, a]);
  expect(await askedBy({ sampling_mode: "list", uid_list: [c, b, a], k: 2 })).toEqual([c, b]);
  expect((await askedBy({ uid_list: [a, b] })).toSorted((x, y) => x - y)).toEqual([a, b]);
});

test("workers are excluded by uid, name, role and owner; when nobody is left nobody is asked", async () => {
  await using byUid = await openNetwork(server, [ANSWER, ANSWER]);
  await using byRole = await openNetwork(server, [ANSWER], { roles: ["tutor"] });
  await using byOwner = await openNetwork(server, [ANSWER], { owner: "0xabc" });
  const uidOf = ({ uids }: Network, position = 0) => uids[position] ?? 0;
  const left = async (more: Record<string, unknown>) => (await askedBy(more)).toSorted((x, y) => x - y);
  const [first, second, tutor, owned] = [uidOf(byUid), uidOf(byUid, 1), uidOf(byRole), uidOf(byOwner)];
  expect(await left({ exclude: [String(first)] })).toEqual([second, tutor, owned]);
  expect(await left({ exclude: [byUid.names[1], "tutor"] })).toEqual([first, owned]);
  expect(await left({ exclude: ["0xabc"], excluded_uids: [second] })).toEqual([first, tutor]);
  const nobody = question({ exclude: [byUid.names[0], "tutor", "0xabc"], excluded_uids: [second] });
  expect(await server.call("POST", "/chat", { body: nobody })).toMatchObject({
    status: 503,
    body: { detail: expect.stringMatching(/^No worker/) },
  });
});

test("one worker an owner, one an address, by role, by model, and only those that answered before", async () => {
  await using own = await openNetwork(server, [ANSWER, ANSWER], { owner: "0xabc", model: "m-owned" });
  await using tutor = await openNetwork(server, [ANSWER], { roles: ["tutor"], model: "m-tutor" });
  const local = await addSimulated("local", { skill: 1 });
  const [first = 0, second = 0, third = 0] = [...own.uids, ...tutor.uids];
  const all = [first, second, third, local];
  const ask = (more: Record<string, unknown>) => askedBy({ sampling_mode: "list", uid_list: all, ...more });
  expect(await ask({ unique_owner: true })).toEqual([first, third, local]);
  // All upstreams are on this machine; a simulated worker is nowhere.
  expect(await ask({ unique_address: true })).toEqual([first, local]);
  expect(await ask({ unique_address: true, unique_owner: true, uid_list: [local, second, first, third] })).toEqual([local, second]);
  expect(await ask({ worker_roles: ["tutor", "nurse"] })).toEqual([third]);
  expect(await ask({ model: "m-owned" })).toEqual([first, second]);
  await using silent = await openNetwork(server, [ANSWER]);
  expect(await ask({ uid_list: [...silent.uids, ...all], serving_only: true })).not.toContain(silent.uids[0]);
  expect((await askedBy({ sampling_mode: "adaptive", uid_list: all, k: 4 })).toSorted((a, b) => a - b)).toEqual(all);
  const { body } = await server.call<{ workers: object[] }>("GET", "/assay/v1/workers");
  expect(body.workers.length).toBeGreaterThan(4);
  for (const worker of body.workers) expect(worker).not.toHaveProperty("address");
  await server.call("DELETE", "/assay/v1/workers/local");
});

test("random asks all alike: chi-square over the workers, on both interfaces", async () => {
  const uids: number[] = [];
  for (const name of ["r1", "r2", "r3", "r4", "r5"]) uids.push(await addSimulated(name, { skill: 1 }));
  const chat = async () => (await server.call<{ uid: number }>("POST", "/chat", { body: question({ k: 1, stream: false }) })).body.uid;
  const completion = async () => {
    const body = { model: "assay/random", messages: [{ role: "user", content: "?" }] };
    const name = (await server.call("POST", "/v1/chat/completions", { body })).headers.get("x-assay-worker");
    return uids[Number(name?.slice(1)) - 1];
  };
  for (const ask of [chat, completion]) {
    const counts = new Map(uids.map((uid) => [uid as number | undefined, 0]));
    for (let round = 0; round < 40; round++) {
      const asked = await Promise.all(Array.from({ length: 10 }, ask));
      for (const uid of asked) counts.set(uid, (counts.get(uid) ?? 0) + 1);
    }
    expect(counts.size).toBe(uids.length);
    const expected = 400 / uids.length;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 4 degrees of freedom, p = 0.001. Seeds that are counted are drawn the same in each run.
    expect(chiSquare).toBeLessThan(18.47);
  }
  for (const name of ["r1", "r2", "r3", "r4", "r5"]) await server.call("DELETE", `/assay/v1/workers/${name}`);
});

test("least_workload counts a request before it is sent: requests at once go to different workers", async () => {
  const opened = Promise.withResolvers<void>();
  const slow = when(opened.promise, ANSWER);
  await using network = await openNetwork(server, [slow, slow, slow, slow]);
  const asked = Array.from({ length: 8 }, () => askChat(server, { k: 1, sampling_mode: "least_workload" }));
  await expect.poll(() => network.upstreams.map(({ inFlight }) => inFlight)).toEqual([2, 2, 2, 2]);
  opened.resolve();
  for (const { error } of await Promise.all(asked)) expect(error).toBeUndefined();
  await network.calm();
});

test("top_incentive asks the better worker once an evaluation has scored them", async () => {
  const weak = await addSimulated("weak", { skill: 0.1, seed: 1 });
  const strong = await addSimulated("strong", { skill: 0.95, seed: 2 });
  const settings = { tasks: ["fresh_arithmetic"], workers: ["weak", "strong"], limit: 60 };
  const { status, body } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: settings });
  expect({ status, body }).toMatchObject({ status: 201 });
  const state = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${body.id}`)).body.state;
  await expect.poll(state, { timeout: 60_000, interval: 50 }).toBe("done");
  for (let i = 0; i < 5; i++) {
    expect(await askedBy({ k: 1, sampling_mode: "top_incentive" })).toEqual([strong]);
    expect(await askedBy({ k: 2, sampling_mode: "top_incentive" })).toEqual([strong, weak]);
    const completion = { model: "assay/top", messages: [{ role: "user", content: "?" }] };
    const { headers } = await server.call("POST", "/v1/chat/completions", { body: completion });
    expect(headers.get("x-assay-worker")).toBe("strong");
  }
});
