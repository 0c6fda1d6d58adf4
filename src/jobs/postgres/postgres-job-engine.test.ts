import { expect, test } from "vitest";
import { expectState, Puppet, silent, untilAborted } from "../../../test/conformance/jobs/fixture.ts";
import { openTestDatabase } from "../../../test/support/database.ts";
import { PostgresJobEngine } from "../index.ts";

const NEVER_MS = 3_600_000;

test("a notification alone starts and aborts jobs, without the poll", async () => {
  await using own = await openTestDatabase();
  await using jobs = await PostgresJobEngine.open({ db: own.db, log: silent, pollMs: NEVER_MS, leaseMs: NEVER_MS });
  const started = Promise.withResolvers<AbortSignal>();
  const aborted = Promise.withResolvers<void>();
  const handler = (_: unknown, { signal }: { signal: AbortSignal }) => {
    started.resolve(signal);
    signal.addEventListener("abort", () => aborted.resolve());
    return untilAborted(signal);
  };
  jobs.define(new Puppet().definition("quick", { handler }));
  await jobs.run();
  const id = await own.db.transaction(() => jobs.start("quick", { n: 1 }));
  await started.promise;
  await jobs.cancel("quick", id);
  await aborted.promise;
  expect(await jobs.find("quick", id)).toMatchObject({ state: "cancelled" });
});

test("the poll finds a cancelled job whose notification was lost", async () => {
  await using own = await openTestDatabase();
  await using jobs = await PostgresJobEngine.open({ db: own.db, log: silent, pollMs: 20 });
  const puppet = new Puppet();
  jobs.define(puppet.definition("lossy"));
  await jobs.run();
  const id = await jobs.start("lossy", { n: 1 });
  const call = await puppet.call(1);
  const aborted = Promise.withResolvers<void>();
  call.context.signal.addEventListener("abort", () => aborted.resolve());
  await own.db.query("update jobs.job set state = 'cancelled' where name = 'lossy'");
  await aborted.promise;
  call.finish();
  expect(await jobs.find("lossy", id)).toMatchObject({ state: "cancelled" });
});

test("a runner that lost its lease is told so, and its result counts no more", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await using paused = await PostgresJobEngine.open({ db, log: silent, isAlone: false, pollMs: 50, leaseMs: NEVER_MS });
  await using other = await PostgresJobEngine.open({ db, log: silent, isAlone: false, leaseMs: 200 });
  const [first, second] = [new Puppet(), new Puppet()];
  paused.define(first.definition("leased", { retryLimit: 0 }));
  other.define(second.definition("leased", { retryLimit: 0 }));
  await paused.run();
  const id = await paused.start("leased", { n: 1 });
  const lost = await first.call(1);
  const aborted = Promise.withResolvers<void>();
  lost.context.signal.addEventListener("abort", () => aborted.resolve());
  await other.run();
  const taken = await second.call(1);
  await aborted.promise;
  lost.finish("old");
  await paused[Symbol.asyncDispose]();
  expect(await other.find("leased", id)).toMatchObject({ state: "active" });
  taken.finish("new");
  await expectState(other, "leased", id, "done");
  expect(await other.find("leased", id)).toMatchObject({ output: "new", attempts: 2 });
});

test("a job that kills each of its runners ends in the dead letters at last", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  {
    await using jobs = await PostgresJobEngine.open({ db, log: silent });
    jobs.define(new Puppet().definition("deadly"));
    await jobs.start("deadly", { n: 1 }, { id: "d" });
  }
  // What twenty killed runners leave.
  await db.query("update jobs.job set state = 'active', started_on = now(), retry_count = 22, retry_limit = 22 where name = 'deadly'");
  await using jobs = await PostgresJobEngine.open({ db, log: silent, isAlone: true });
  jobs.define(new Puppet().definition("deadly"));
  await jobs.run();
  await expectState(jobs, "deadly", "d", "failed");
  expect(await jobs.find("deadly", "d")).toMatchObject({ output: { message: "The runner ended during this job 20 times." } });
});

test("an engine that does not run only enqueues", async () => {
  await using own = await openTestDatabase();
  await using jobs = await PostgresJobEngine.open({ db: own.db, log: silent });
  jobs.define(new Puppet().definition("waiting"));
  const id = await jobs.start("waiting", { n: 1 });
  expect(await jobs.list({ state: "queued", limit: 1 })).toMatchObject([{ id, name: "waiting" }]);
  expect(await jobs.find("waiting", "other")).toBeUndefined();
});

test("definitions that cannot work are bugs, found when they are made", async () => {
  await using own = await openTestDatabase();
  await using jobs = await PostgresJobEngine.open({ db: own.db, log: silent });
  jobs.define(new Puppet().definition("good"));
  expect(() => jobs.define(new Puppet().definition("good"))).toThrow("defined twice");
  expect(() => jobs.define(new Puppet().definition("bad name"))).toThrow("characters other than");
  expect(() => jobs.define(new Puppet().definition("long", { timeoutSeconds: 90_000 }))).toThrow("within a day");
  expect(() => jobs.define(new Puppet().definition("half", { retryLimit: 0.5 }))).toThrow("whole numbers");
});
