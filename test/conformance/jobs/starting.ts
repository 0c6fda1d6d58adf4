import { expect, test } from "vitest";
import { expectState, input, Puppet, type SetUp } from "./fixture.ts";

/** How jobs come into the queue. */
export function testStarting(setUp: SetUp): void {
  test("a started job reaches its handler with its input and keeps its result", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("double"));
    await jobs.run();
    expect(await jobs.start("double", { n: 21 }, { id: "first" })).toBe("first");
    const call = await puppet.call(1);
    expect([call.n, call.context.id, call.context.attempt]).toEqual([21, "first", 1]);
    expect(await jobs.find("double", "first")).toMatchObject({ state: "active", output: null, finishedAt: null });
    call.finish({ doubled: 42, said: "nul \0 and \u{d800}" });
    await expectState(jobs, "double", "first", "done");
    const job = await jobs.find("double", "first");
    expect(job).toMatchObject({ id: "first", name: "double", input: { n: 21 }, attempts: 1, finishedAt: expect.any(Date) });
    expect(job?.output).toEqual({ doubled: 42, said: "nul \u{fffd} and \u{fffd}" });
  });

  test("a second start of one id starts nothing, an id of another job does", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    for (const name of ["once", "other"]) jobs.define(new Puppet().definition(name));
    expect(await jobs.start("once", { n: 1 }, { id: "same" })).toBe("same");
    expect(await jobs.start("once", { n: 2 }, { id: "same" })).toBe("same");
    expect(await jobs.start("other", { n: 3 }, { id: "same" })).toBe("same");
    expect(await jobs.list({ name: "once" })).toMatchObject([{ id: "same", input: { n: 1 } }]);
    expect(await jobs.list()).toHaveLength(2);
  });

  test("a start in a transaction commits and rolls back with it", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("join"));
    const changeMind = async () => {
      await jobs.start("join", { n: 1 });
      throw new Error("changed my mind");
    };
    // Before `run` too, when the engine has not met its queue yet.
    await expect(fixture.db.transaction(changeMind)).rejects.toThrow("changed my mind");
    await jobs.run();
    await expect(fixture.db.transaction(changeMind)).rejects.toThrow("changed my mind");
    await fixture.db.transaction(() => jobs.start("join", { n: 2 }));
    expect((await puppet.call(1)).n).toBe(2);
    expect(await jobs.list({ name: "join" })).toHaveLength(1);
    puppet.calls[0]?.finish();
  });

  test("bad input and unknown names are refused by name, and start nothing", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    jobs.define(new Puppet().definition("strict"));
    await expect(jobs.start("strict", { n: "one" })).rejects.toMatchObject({ code: "invalid_input", field: "n" });
    await expect(jobs.start("strict", { n: 1, m: 2 })).rejects.toThrow('Unrecognized key: "m"');
    await expect(jobs.schedule("strict", "* * * * *", {})).rejects.toMatchObject({ code: "invalid_input", field: "n" });
    await expect(jobs.start("strict", { n: 1 }, { runAt: new Date(NaN) })).rejects.toMatchObject({ code: "invalid_input", field: "runAt" });
    await expect(jobs.start("strict", { n: 1 }, { priority: 0.5 })).rejects.toMatchObject({ code: "invalid_input", field: "priority" });
    await expect(jobs.start("unknown", {})).rejects.toMatchObject({ code: "not_found", message: "There is no job called unknown." });
    expect(await jobs.list()).toEqual([]);
  });

  test("the higher priority goes first, and equals in order", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const order: number[] = [];
    jobs.define({ name: "rank", input, handler: async ({ n }) => void order.push(n) });
    for (const [n, priority] of [
      [1, 0],
      [2, 0],
      [3, 5],
      [4, -1],
    ] as const)
      await jobs.start("rank", { n }, { priority });
    await jobs.run();
    await expect.poll(() => order, { timeout: 50_000 }).toEqual([3, 1, 2, 4]);
  });

  test("a job for later is not taken before its time", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("later", { concurrency: 3 }));
    await jobs.run();
    const soon = new Date(Date.now() + 1500);
    await jobs.start("later", { n: 1 }, { runAt: new Date("2100-01-01") });
    await jobs.start("later", { n: 2 }, { runAt: soon });
    await jobs.start("later", { n: 3 }, { runAt: new Date("2020-01-01") });
    expect((await puppet.call(1)).n).toBe(3);
    expect((await puppet.call(2)).n).toBe(2);
    expect(Date.now()).toBeGreaterThanOrEqual(soon.getTime());
    for (const call of puppet.calls) call.finish();
    expect(await jobs.list({ state: "queued" })).toMatchObject([{ input: { n: 1 } }]);
  });
}
