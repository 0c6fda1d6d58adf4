import { expect, test } from "vitest";
import { openDatabase, type Db } from "../../src/db/index.ts";
import { PostgresJobEngine } from "../../src/jobs/index.ts";
import { silent } from "../conformance/jobs/fixture.ts";
import { startChild } from "../support/child.ts";
import { testDatabaseSettings } from "../support/database.ts";
import { effectJob } from "./effect-job.ts";

const RUN = new URL("./children/run-jobs.ts", import.meta.url);
const LEASE_MS = 1000;
// Each round starts processes and databases, which a busy machine does slowly.
const TIMEOUT_MS = 240_000;
const PATIENCE_MS = 120_000;

test(
  "the jobs of a killed runner are taken up by another, and each has its effect once",
  async () => {
    await using own = await testDatabaseSettings();
    await prepare(own.settings, [1, 2, 3]);
    await using child = startChild(RUN, JSON.stringify(own.settings), String(LEASE_MS), "hang");
    const begun = [await child.line(), await child.line(), await child.line()];
    expect(begun.toSorted()).toEqual(["1", "2", "3"]);
    await child.kill();
    await using db = await openDatabase(own.settings);
    await using jobs = await engineOf(db);
    const again: number[] = [];
    jobs.define(effectJob(db, async (n) => void again.push(n)));
    await jobs.run();
    await expect.poll(() => jobs.list({ state: "done" }), { timeout: PATIENCE_MS }).toHaveLength(3);
    expect(await db.query("select n from effect order by n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(again).toEqual(expect.arrayContaining([1, 3]));
    expect(await jobs.list({ state: "failed" })).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a runner that is killed again and again gets all its jobs done, though none may be retried",
  async () => {
    await using own = await testDatabaseSettings();
    const numbers = Array.from({ length: 40 }, (_, n) => n * 2);
    await prepare(own.settings, numbers);
    const rounds = [1, 2, 5];
    for (const lines of rounds) {
      await using child = startChild(RUN, JSON.stringify(own.settings), String(LEASE_MS));
      for (let line = 0; line < lines; line += 1) await child.line();
      await child.kill();
    }
    await using db = await openDatabase(own.settings);
    await using jobs = await engineOf(db);
    jobs.define(effectJob(db, async () => {}));
    await jobs.run();
    await expect.poll(() => jobs.list({ state: "done" }), { timeout: PATIENCE_MS }).toHaveLength(numbers.length);
    const effects = await db.query<{ n: number; times: number }>("select n, times from effect order by n");
    expect(effects.map((effect) => effect.n)).toEqual(numbers);
    // Only a kill between a job's effect and its end repeats it, at most the three of that moment.
    expect(effects.filter((effect) => effect.times > 1).length).toBeLessThanOrEqual(rounds.length * 3);
  },
  TIMEOUT_MS,
);

async function prepare(settings: { dataDirectory: string }, numbers: number[]): Promise<void> {
  await using db = await openDatabase(settings);
  await db.exec("create table effect (n int primary key, times int not null default 1)");
  await using jobs = await engineOf(db);
  jobs.define(effectJob(db, async () => {}));
  for (const n of numbers) await jobs.start("effect", { n });
}

function engineOf(db: Db): Promise<PostgresJobEngine> {
  return PostgresJobEngine.open({ db, log: silent, leaseMs: LEASE_MS });
}
