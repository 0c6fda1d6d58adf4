import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signDataItem } from "../../src/ao/index.ts";
import { openDatabase, type Db } from "../../src/db/index.ts";
import { listBalances, mintTokens, readBalance, streamJournal, verifyLedger } from "../../src/ledger/index.ts";
import { checkPayouts, createPool, evaluatePools, joinPool, viewPool } from "../../src/pools/index.ts";
import { addWorker, workerSpecSchema } from "../../src/workers/index.ts";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/index.ts";
import { startChild } from "../support/child.ts";
import { testDatabaseSettings } from "../support/database.ts";
import { testWallet } from "../support/wallets.ts";

const CHILD = new URL("./children/move-money.ts", import.meta.url);
const TOKEN = "xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10";
const POOL = "DLJoP8Xtdat6SKz3kqYGZPaa7DJBG6etF1jRLQCwquo";
const DATASET = "XUw5NtwUzk7hf_dE4ifEFD2rHfXffMLb8s2QfnZEvg4";
/** Every how many statements it is killed: `ASSAY_KILL_STEP=1` kills before each one. */
const STEP = Number(process.env["ASSAY_KILL_STEP"] ?? 6);
/** More than the longest of these messages and a settlement have, with all that follows from them. */
const MOST_STATEMENTS = 80;
const TIMEOUT_MS = 180_000 + (MOST_STATEMENTS / STEP) * 30_000;
const NOON = new Date("2026-11-24T12:00:00.000Z");

/**
 * Goal: what a message does is done once, whenever the server dies. Method: for n = 1, 1 + STEP, … a server dies before the n-th statement of handling
 * a message and of what follows from it (delivery, a pool, a refund); the next one takes the same item again, as its client would.
 */
test.each([
  ["that opens a pool", { "X-Dataset": DATASET, "X-Allocation": "ArithmeticDecrease" }, { isKept: true }],
  ["that cannot be used and comes back", {}, { isKept: false }],
])(
  "SIGKILL at each step of a transfer %s: it is made once, and nothing is delivered twice",
  async (_what, extra, { isKept }) => {
    await using own = await testDatabaseSettings();
    const wallet = await testWallet("ann");
    await inDatabase(own.settings, (db) =>
      mintTokens(db, { id: "ann", token: TOKEN, recipient: wallet.address, amount: 1_000_000n }, NOON),
    );
    const settings = JSON.stringify(own.settings);
    const file = join(own.settings.dataDirectory, "items.txt");
    const items: string[] = [];
    let survived = false;
    for (let moment = 1; moment < MOST_STATEMENTS && !survived; moment += STEP) {
      const tags = {
        "Data-Protocol": "ao",
        Type: "Message",
        Action: "Transfer",
        Recipient: POOL,
        Quantity: String(1000 + moment),
        ...extra,
      };
      const list = Object.entries(tags).map(([name, value]) => ({ name, value }));
      items.push(signDataItem(wallet, { target: TOKEN, tags: list, data: " " }).toString("base64"));
      writeFileSync(file, items.join("\n"));
      await using child = startChild(CHILD, settings, "take", file, String(moment));
      survived = (await child.line().catch(wasKilled)) === "taken";
    }
    expect(survived).toBe(true);
    const sum = items.reduce((total, _item, index) => total + 1001n + BigInt(index * STEP), 0n);
    await inDatabase(own.settings, async (db) => {
      const held = (await listBalances(db, TOKEN)).filter(({ owner, balance }) => owner.startsWith("pool:") && balance > 0n);
      expect(held.map(({ balance }) => balance)).toEqual(isKept ? [sum] : []);
      expect((await readBalance(db, TOKEN, wallet.address)).balance).toBe(isKept ? 1_000_000n - sum : 1_000_000n);
      expect((await readBalance(db, TOKEN, POOL)).balance).toBe(0n);
      expect((await verifyLedger(db)).faults).toEqual([]);
      await expectDeliveredOnce(db);
      const [counts] = await db.query("select count(*)::int as pools, count(*) filter (where state = 'open')::int as open from pool");
      expect(counts).toEqual(isKept ? { pools: 1, open: 1 } : { pools: 0, open: 0 });
    });
  },
  TIMEOUT_MS,
);

test(
  "SIGKILL at each step of settling a pool: it is paid out once, to the unit",
  async () => {
    await using own = await testDatabaseSettings();
    const poolId = await preparePool(own.settings);
    const settings = JSON.stringify(own.settings);
    let said = "";
    let kills = 0;
    for (let moment = 1; moment < MOST_STATEMENTS && said === ""; moment += STEP) {
      await using child = startChild(CHILD, settings, "settle", poolId, String(moment));
      said = await child.line().catch(wasKilled);
      if (said === "") kills += 1;
    }
    expect(said).toMatch(/^settled/);
    expect(kills).toBeGreaterThan(0);
    await inDatabase(own.settings, async (db) => {
      const balances = Object.fromEntries((await listBalances(db, TOKEN)).map(({ owner, balance }) => [owner, balance]));
      expect(balances).toMatchObject({ ann: 500n, bob: 334n, cyd: 167n, [`pool:${poolId}`]: 0n });
      expect((await verifyLedger(db)).faults).toEqual([]);
      const journal = await Array.fromAsync(streamJournal(db, TOKEN));
      expect(checkPayouts(journal)).toEqual({ faults: [], settlements: 1, payouts: 3 });
    });
  },
  TIMEOUT_MS,
);

/** A child that is killed says nothing; one that failed of itself says why. */
function wasKilled(error: Error): "" {
  if (error.message.trim() === "The child ended:") return "";
  throw error;
}

/** Every message that a process sent to one of ours was taken and handled there, once, in the order of its numbers. */
async function expectDeliveredOnce(db: Db): Promise<void> {
  const [row] = await db.query(
    `select (select count(*)::int from ao_message m, json_array_elements(m.result -> 'Messages') e
       where exists (select from ao_process p where p.id = e ->> 'Target')) as sent,
     (select count(*)::int from ao_message where origin = 'process' and state = 'done') as handled,
     (select count(*)::int from ao_message where state = 'queued') as waiting,
     (select count(*)::int from ao_process p where messages <> (select count(*) from ao_message where process_id = p.id)
        or refs <> (select coalesce(sum(json_array_length(result -> 'Messages')), 0) from ao_message where process_id = p.id)) as miscounted`,
  );
  expect(row).toMatchObject({ handled: row?.["sent"], waiting: 0, miscounted: 0 });
  expect(Number(row?.["sent"])).toBeGreaterThan(0);
}

async function inDatabase<T>(settings: { dataDirectory: string }, work: (db: Db) => Promise<T>): Promise<T> {
  await using db = await openDatabase(settings);
  return await work(db);
}

/** A pool of 1,001 with three evaluated entries, of which each is better than the next. */
async function preparePool({ dataDirectory, url }: { dataDirectory: string; url?: string }): Promise<string> {
  const environment = { ASSAY_DATA_DIR: dataDirectory, LOG_LEVEL: "silent", ...(url !== undefined && { DATABASE_URL: url }) };
  await using app = await createApp(loadConfig({ environment, directory: dataDirectory }));
  const { db, pools, workers } = app;
  const skills = { best: 1, middle: 0.6, least: 0.2 };
  for (const [name, skill] of Object.entries(skills)) {
    await addWorker(db, workerSpecSchema.parse({ kind: "simulated", name, skill, latencyMs: 0 }));
  }
  await workers.reload();
  await mintTokens(db, { id: "funder", token: TOKEN, recipient: "funder", amount: 1001n }, NOON);
  const { pool } = await createPool(
    pools,
    { funder: "funder", token: TOKEN, funds: 1001n, task: "fresh_arithmetic", documents: 60 },
    { id: "p" },
  );
  for (const [participant, model] of [
    ["ann", "best"],
    ["bob", "middle"],
    ["cyd", "least"],
  ] as const) {
    await joinPool(pools, { poolId: pool.id, participant, model });
  }
  await evaluatePools(pools, pool.id);
  const isEvaluated = async () => {
    const runs = await db.query<{ state: string }>("select r.state from pool_entry e join run r on r.id = e.run_id");
    return runs.length === 3 && runs.every(({ state }) => state === "done");
  };
  await expect.poll(isEvaluated, { timeout: 120_000 }).toBe(true);
  expect((await viewPool(pools, pool.id)).leaderboard.rows.map(({ participant, place }) => [participant, place])).toEqual([
    ["ann", 1],
    ["bob", 2],
    ["cyd", 3],
  ]);
  return pool.id;
}
