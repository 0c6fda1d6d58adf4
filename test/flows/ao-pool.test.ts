import { connect, createDataItemSigner } from "@permaweb/aoconnect";
import { connect as connectPinned, createDataItemSigner as createPinnedSigner } from "aoconnect-0.0.56";
import { expect, test } from "vitest";
import { mintTokens, readBalance, verifyLedger } from "../../src/ledger/index.ts";
import { evaluatePools, settlePool, viewPool, type PoolsContext } from "../../src/pools/index.ts";
import { addWorker, workerSpecSchema } from "../../src/workers/index.ts";
import { startTestServer } from "../support/server.ts";
import { testWallet } from "../support/wallets.ts";

const TOKEN = "xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10";
const POOL = "DLJoP8Xtdat6SKz3kqYGZPaa7DJBG6etF1jRLQCwquo";
const MONTH_MS = 30 * 86_400_000;

interface AoResult {
  Messages: { Target: string; Data: string; Tags: { name: string; value: string }[] }[];
  Output: { data: string };
  Error?: string;
}
interface Client {
  message(input: object): Promise<string>;
  result(input: object): Promise<AoResult>;
  dryrun(input: object): Promise<AoResult>;
  spawn(input: object): Promise<string>;
}

const rows = Array.from({ length: 30 }, (_, index) => ({
  context: `Robin didn't say "no" ${index} times.`,
  question: "What will Robin do next?",
  answerA: "wait",
  answerB: "leave",
  answerC: "ask again",
  result: String((index % 3) + 1),
  id: index,
}));

test.each([
  ["0.0.98", (units: object) => connect({ MODE: "legacy", ...units } as never) as unknown as Client, createDataItemSigner],
  ["0.0.56", (units: object) => connectPinned(units) as unknown as Client, createPinnedSigner],
])("aoconnect %s: a pool's whole life, from its funding to balances right to the unit", async (_version, open, createSigner) => {
  await using server = await startTestServer();
  const { db, workers } = server.app;
  const client = open({
    MU_URL: `${server.url}/ao`,
    CU_URL: `${server.url}/ao`,
    GATEWAY_URL: server.url,
    GRAPHQL_URL: `${server.url}/ao/graphql`,
  });
  const [funder, ann, bob] = [await testWallet("funder"), await testWallet("ann"), await testWallet("bob")];
  const [asFunder, asAnn, asBob] = [funder, ann, bob].map(({ jwk }) => createSigner(jwk));
  const send = async (signer: unknown, process: string, tags: Record<string, string>, data = ""): Promise<AoResult> => {
    const list = Object.entries(tags).map(([name, value]) => ({ name, value }));
    const message = await client.message({ process, tags: list, data, signer });
    await server.app.ao.settled();
    return client.result({ process, message });
  };
  const ask = async (process: string, action: string, data = ""): Promise<unknown> => {
    const result = await client.dryrun({ process, tags: [{ name: "Action", value: action }], data });
    expect(result.Error).toBeUndefined();
    return JSON.parse(result.Messages[0]?.Data ?? "null");
  };
  const balance = async (owner: string): Promise<bigint> => (await readBalance(db, TOKEN, owner)).balance;
  await mintTokens(db, { id: "funder", token: TOKEN, recipient: funder.address, amount: 10_000n }, new Date());
  for (const [name, skill] of [
    ["strong", 1],
    ["weak", 0.4],
  ] as const) {
    await addWorker(db, workerSpecSchema.parse({ kind: "simulated", name, skill, latencyMs: 0 }));
  }
  await workers.reload();

  // A dataset of the funder's own, loaded all or not at all.
  const dataset = await client.spawn({
    module: "ghSkge2sIUD_F00ym5sEimC63BDBuBrq4b5OcwxOjiw",
    scheduler: "_GQ33BkPtZrqxA84vM8Zk-N2aO0toNNu_C-l-rawrBA",
    tags: [
      { name: "Process-Kind", value: "dataset" },
      { name: "Setting-task", value: "siqa" },
    ],
    data: "",
    signer: asFunder,
  });
  expect(await ask(dataset, "Info")).toMatchObject({ name: "siqa", num_samples: 0 });
  expect(await ask(dataset, "Score", "nobody")).toEqual({ correct: 0, unevaluated: 0, total: 0, score: 0, progress: 0 });
  expect((await send(asFunder, dataset, { Action: "Load-Data" }, JSON.stringify([{ ...rows[0], result: "4" }]))).Error).toContain("result");
  expect((await send(asAnn, dataset, { Action: "Load-Data" }, JSON.stringify(rows))).Messages[0]?.Tags).toContainEqual({
    name: "Status",
    value: "403",
  });
  const conflicting = { ...rows[0], result: "2", id: 99 };
  const loaded = await send(asFunder, dataset, { Action: "Load-Data" }, JSON.stringify([...rows, conflicting]));
  expect(JSON.parse(loaded.Messages[0]?.Data ?? "")).toEqual({ loaded: 31, skipped: 0, repeated: 1, conflicting: [[0, 99]] });
  const again = await send(asFunder, dataset, { Action: "Load-Data" }, JSON.stringify(rows));
  expect(JSON.parse(again.Messages[0]?.Data ?? "")).toMatchObject({ loaded: 0, skipped: 30 });
  const statusOf = ({ Messages: [reply] }: AoResult) => reply?.Tags.find(({ name }) => name === "Status")?.value;
  expect(statusOf(await send(asAnn, dataset, { Action: "Init" }))).toBe("403");
  expect(statusOf(await send(asFunder, dataset, { Action: "Init" }))).toBe("409");
  expect(await ask(dataset, "Info")).toMatchObject({ name: "siqa", num_samples: 31 });

  // What cannot be used comes back with its reason.
  const transfer = { Action: "Transfer", Recipient: POOL, Quantity: "1001" };
  await send(asFunder, TOKEN, transfer);
  await send(asFunder, TOKEN, { ...transfer, "X-Dataset": ann.address, "X-Allocation": "ArithmeticDecrease" });
  await send(asFunder, TOKEN, { ...transfer, "X-Dataset": dataset, "X-Allocation": "Lottery" });
  expect([await balance(funder.address), await balance(POOL)]).toEqual([10_000n, 0n]);
  expect((await send(asAnn, POOL, { Action: "Credit-Notice", Sender: ann.address, Quantity: "5" })).Messages[0]?.Tags).toContainEqual({
    name: "Status",
    value: "403",
  });

  await send(asFunder, TOKEN, { ...transfer, "X-Dataset": dataset, "X-Allocation": "ArithmeticDecrease" });
  expect([await balance(funder.address), await balance(POOL)]).toEqual([8999n, 0n]);
  const [pool] = (await ask(POOL, "Get-Pools")) as { pool: string; funds: string; models: number; status: string }[];
  expect(pool).toMatchObject({ funds: "1001", models: 0, status: "open" });
  const id = pool?.pool ?? "";

  await send(asAnn, POOL, { Action: "Join-Pool" }, JSON.stringify({ dataset: id, model: "strong" }));
  await send(asBob, POOL, { Action: "Join-Pool" }, JSON.stringify({ dataset, model: "weak" }));
  const taken = await send(asBob, POOL, { Action: "Join-Pool" }, JSON.stringify({ dataset, model: "strong" }));
  expect(taken.Messages[0]?.Tags).toContainEqual({ name: "Status", value: "409" });
  expect((await send(asBob, POOL, { Action: "Join-Pool" }, "strong")).Error).toBe("The data must be JSON.");
  expect(statusOf(await send(asBob, POOL, { Action: "Join-Pool" }, JSON.stringify({ dataset: "none", model: "weak" })))).toBe("404");
  expect(statusOf(await send(asBob, POOL, { Action: "Join-Pool" }, JSON.stringify({ dataset, model: "none" })))).toBe("404");
  expect(statusOf(await send(asBob, POOL, { Action: "Leaderboard" }, "none"))).toBe("404");
  expect(await ask(POOL, "Get-Pools")).toMatchObject([{ models: 2 }]);

  const pools = server.app.pools;
  await evaluatePools(pools);
  await untilEvaluated(pools, id);
  expect(await ask(dataset, "Score", "strong")).toEqual({ correct: 31, unevaluated: 0, total: 31, score: 1, progress: 1 });
  expect(await ask(dataset, "Score", "nobody")).toEqual({ correct: 0, unevaluated: 0, total: 0, score: 0, progress: 0 });
  expect(await ask(dataset, "Score", "x' OR '1'='1")).toMatchObject({ total: 0, progress: 0 });
  expect(await ask(dataset, "Get-Models")).toMatchObject([{ data_tx: "strong" }, { data_tx: "weak" }]);
  expect(await ask(POOL, "Leaderboard", id)).toMatchObject([
    { model: "strong", participant: ann.address, score: 1, progress: 1, rank: 1 },
    { model: "weak", participant: bob.address, rank: 2 },
  ]);
  const early = await send(asAnn, POOL, { Action: "Allocate-Rewards" }, JSON.stringify({ dataset: id }));
  expect(early.Messages[0]?.Data).toContain("Not time to allocate rewards");

  await settlePool({ ...pools, now: () => new Date(Date.now() + MONTH_MS + 1000) }, id);
  const repeated = await send(asBob, POOL, { Action: "Allocate-Rewards" }, JSON.stringify({ dataset: id }));
  expect(JSON.parse(repeated.Messages[0]?.Data ?? "")).toMatchObject({ isNew: false, refund: "0" });
  const balances = await client.dryrun({ process: TOKEN, tags: [{ name: "Action", value: "Balances" }] });
  expect(JSON.parse(balances.Messages[0]?.Data ?? "")).toEqual({ [funder.address]: "8999", [ann.address]: "667", [bob.address]: "334" });
  expect((await verifyLedger(db)).faults).toEqual([]);
});

async function untilEvaluated(pools: PoolsContext, id: string): Promise<void> {
  for (;;) {
    const { leaderboard } = await viewPool(pools, id);
    if (leaderboard.rows.length === 2 && leaderboard.rows.every(({ answered, total }) => total > 0 && answered === total)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // The run ends in a job of its own, after the last answer was scored.
  for (;;) {
    const runs = await pools.db.query<{ state: string }>("select r.state from pool_entry e join run r on r.id = e.run_id");
    if (runs.every(({ state }) => state === "done")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
