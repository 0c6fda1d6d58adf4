import { expect, test } from "vitest";
import { expectState, Puppet, untilAborted, type SetUp } from "./fixture.ts";

/** Cancelling, singletons, schedules, stopping. */
export function testControlling(setUp: SetUp): void {
  test("a queued job can be cancelled and put back", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("idle"));
    await jobs.start("idle", { n: 1 }, { id: "a" });
    await jobs.start("idle", { n: 2 }, { id: "b" });
    await jobs.cancel("idle", "a");
    await jobs.cancel("idle", "a");
    expect(await jobs.find("idle", "a")).toMatchObject({ state: "cancelled", attempts: 0 });
    await jobs.run();
    (await puppet.call(1)).finish();
    await expectState(jobs, "idle", "b", "done");
    await jobs.retry("idle", "a");
    const call = await puppet.call(2);
    expect([call.n, call.context.attempt]).toEqual([1, 1]);
    call.finish();
    await expectState(jobs, "idle", "a", "done");
    await expect(jobs.cancel("idle", "a")).rejects.toMatchObject({ code: "conflict" });
    await expect(jobs.cancel("idle", "who")).rejects.toMatchObject({ code: "not_found" });
  });

  test("cancelling an active job aborts its handler, from any engine", async () => {
    await using fixture = await setUp();
    const [runner, other] = [await fixture.engine(), await fixture.engine()];
    const started = Promise.withResolvers<AbortSignal>();
    const handler = (_: unknown, { signal }: { signal: AbortSignal }) => {
      started.resolve(signal);
      return untilAborted(signal);
    };
    for (const jobs of [runner, other]) jobs.define(new Puppet().definition("long", { handler }));
    await runner.run();
    const id = await other.start("long", { n: 1 });
    const signal = await started.promise;
    await other.cancel("long", id);
    await expect.poll(() => signal.aborted, { timeout: 50_000 }).toBe(true);
    expect(signal.reason).toMatchObject({ code: "cancelled" });
    expect(await other.find("long", id)).toMatchObject({ state: "cancelled", attempts: 1 });
  });

  test("of one singleton key one job is active and one queued, and other keys are not held up", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("tidy", { concurrency: 4 }));
    await jobs.run();
    const active = await jobs.start("tidy", { n: 1 }, { singletonKey: "a" });
    const first = await puppet.call(1);
    const starts = Array.from({ length: 5 }, (_, n) => jobs.start("tidy", { n: 10 + n }, { singletonKey: "a" }));
    const [queued, ...others] = await Promise.all(starts);
    expect(queued).not.toBe(active);
    expect(new Set(others)).toEqual(new Set([queued]));
    await jobs.start("tidy", { n: 2 }, { singletonKey: "b" });
    await jobs.start("tidy", { n: 3 });
    const [second, third] = [await puppet.call(2), await puppet.call(3)];
    expect([second.n, third.n].toSorted()).toEqual([2, 3]);
    expect(await jobs.find("tidy", queued ?? "")).toMatchObject({ state: "queued" });
    first.finish();
    const after = await puppet.call(4);
    expect(after.context.id).toBe(queued);
    for (const call of puppet.calls) call.finish();
  });

  test("a singleton that was found queued begins after the transaction that asked for it", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const seen = Promise.withResolvers<unknown>();
    await fixture.db.exec("create table told (x int)");
    const handler = async () => seen.resolve(await fixture.db.query("select x from told"));
    jobs.define(new Puppet().definition("look", { handler }));
    await jobs.start("look", { n: 1 }, { singletonKey: "k" });
    let running: Promise<void> = Promise.resolve();
    await fixture.db.transaction(async () => {
      await jobs.start("look", { n: 2 }, { singletonKey: "k" });
      running = fixture.db.outside(() => jobs.run());
      await fixture.db.query("insert into told values (7)");
    });
    await running;
    expect(await seen.promise).toEqual([{ x: 7 }]);
    expect(await jobs.list({ name: "look" })).toHaveLength(1);
  });

  test("a schedule starts its job by the clock; a second one replaces it; it can be taken away", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("tick"));
    jobs.define(new Puppet().definition("yearly"));
    await jobs.schedule("tick", "0 0 1 1 *", { n: 1 });
    await jobs.schedule("tick", "* * * * *", { n: 2 }, { timezone: "Europe/Berlin" });
    await jobs.schedule("yearly", "0 0 1 1 *", { n: 3 });
    expect(await jobs.schedules()).toEqual([
      { name: "tick", cron: "* * * * *", timezone: "Europe/Berlin", input: { n: 2 } },
      { name: "yearly", cron: "0 0 1 1 *", timezone: "UTC", input: { n: 3 } },
    ]);
    await jobs.run();
    const call = await puppet.call(1);
    expect(call.n).toBe(2);
    call.finish();
    expect(await jobs.list({ name: "yearly" })).toEqual([]);
    await jobs.unschedule("tick");
    await jobs.unschedule("yearly");
    expect(await jobs.schedules()).toEqual([]);
  });

  test.for([
    ["* * * *", "UTC", "cron"],
    ["61 * * * *", "UTC", "cron"],
    ["* * * * *", "Mars/Olympus", "timezone"],
  ])("the schedule %s in %s is refused by its field", async ([cron = "", timezone = "", field = ""]) => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    jobs.define(new Puppet().definition("tick"));
    await expect(jobs.schedule("tick", cron, { n: 1 }, { timezone })).rejects.toMatchObject({ code: "invalid_input", field });
    expect(await jobs.schedules()).toEqual([]);
  });

  test("a stopping engine lets short handlers finish", async () => {
    await using fixture = await setUp();
    const [stopping, other] = [await fixture.engine({ drainMs: 60_000 }), await fixture.engine()];
    const puppet = new Puppet();
    for (const jobs of [stopping, other]) jobs.define(puppet.definition("short"));
    await stopping.run();
    const id = await stopping.start("short", { n: 1 });
    const call = await puppet.call(1);
    const stopped = stopping[Symbol.asyncDispose]();
    expect(call.context.signal.aborted).toBe(false);
    call.finish();
    await stopped;
    expect(await other.find("short", id)).toMatchObject({ state: "done" });
  });

  test("a stopping engine aborts long handlers and puts their jobs back, which costs them no attempt", async () => {
    await using fixture = await setUp();
    const stopping = await fixture.engine({ drainMs: 0, graceMs: 0 });
    const other = await fixture.engine();
    const [cut, resumed] = [new Puppet(), new Puppet()];
    stopping.define(cut.definition("long", { retryLimit: 0, concurrency: 2 }));
    other.define(resumed.definition("long", { retryLimit: 0, concurrency: 2 }));
    await stopping.run();
    for (const n of [1, 2]) await stopping.start("long", { n }, { id: String(n) });
    const [first] = [await cut.call(1), await cut.call(2)];
    first.context.signal.addEventListener("abort", () => first.fail(new Error("interrupted")));
    await stopping[Symbol.asyncDispose]();
    expect(first.context.signal.reason).toMatchObject({ code: "unavailable" });
    expect(await other.list({ state: "queued" })).toHaveLength(2);
    await other.run();
    for (const number of [1, 2]) (await resumed.call(number)).finish();
    for (const n of [1, 2]) await expectState(other, "long", String(n), "done");
  });
}
