import { expect, test } from "vitest";
import { expectState, input, Puppet, untilAborted, type Input, type SetUp } from "./fixture.ts";

async function refuseTwo({ n }: Input): Promise<void> {
  if (n === 2) throw new Error("two is bad");
}

/** How handlers are called, and what becomes of their failures. */
export function testRunning(setUp: SetUp): void {
  test("no more than `concurrency` run at once in one engine, and all free places are used", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    let running = 0;
    let most = 0;
    const barrier = Promise.withResolvers<void>();
    const handler = async () => {
      most = Math.max(most, ++running);
      if (running === 3) barrier.resolve();
      await barrier.promise;
      running -= 1;
    };
    jobs.define({ name: "crowd", input, concurrency: 3, handler });
    for (let n = 0; n < 10; n += 1) await jobs.start("crowd", { n });
    await jobs.run();
    await expect.poll(() => jobs.list({ state: "done" }), { timeout: 50_000 }).toHaveLength(10);
    expect(most).toBe(3);
  });

  test("two engines on one store never run a job twice", async () => {
    await using fixture = await setUp();
    const seen: number[] = [];
    const engines = [await fixture.engine(), await fixture.engine()];
    for (const jobs of engines) jobs.define({ name: "share", input, concurrency: 4, handler: async ({ n }) => void seen.push(n) });
    for (const jobs of engines) await jobs.run();
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    await Promise.all(numbers.map((n) => engines[n % 2]?.start("share", { n })));
    await expect.poll(() => engines[0]?.list({ state: "done" }), { timeout: 50_000 }).toHaveLength(40);
    expect(seen.toSorted((a, b) => a - b)).toEqual(numbers);
  });

  test("jobs of two kinds may have one id", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const id = "0198b2f0-7c3c-7000-8000-00000000000a";
    const puppets = { left: new Puppet(), right: new Puppet() };
    for (const [name, puppet] of Object.entries(puppets)) jobs.define(puppet.definition(name));
    await jobs.run();
    for (const name of ["left", "right"]) await jobs.start(name, { n: 1 }, { id });
    const [left, right] = [await puppets.left.call(1), await puppets.right.call(1)];
    await jobs.cancel("left", id);
    await expect.poll(() => left.context.signal.aborted, { timeout: 50_000 }).toBe(true);
    expect(right.context.signal.aborted).toBe(false);
    left.finish();
    right.finish();
    await expectState(jobs, "right", id, "done");
    expect(await jobs.find("left", id)).toMatchObject({ state: "cancelled" });
  });

  test("a failure is retried, and the attempts are counted", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("flaky", { retryDelaySeconds: 0 }));
    await jobs.run();
    const id = await jobs.start("flaky", { n: 1 });
    (await puppet.call(1)).fail(new Error("first"));
    (await puppet.call(2)).fail(new Error("second"));
    (await puppet.call(3)).finish("third time lucky");
    await expectState(jobs, "flaky", id, "done");
    expect(puppet.calls.map((call) => call.context.attempt)).toEqual([1, 2, 3]);
    expect(await jobs.find("flaky", id)).toMatchObject({ attempts: 3, output: "third time lucky" });
  });

  test("a job that always fails ends in the dead letters, from where it can be retried with all its attempts", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    const puppet = new Puppet();
    jobs.define(puppet.definition("doomed", { retryDelaySeconds: 0, retryLimit: 1 }));
    await jobs.run();
    await jobs.start("doomed", { n: 1 }, { id: "d" });
    (await puppet.call(1)).fail(new Error("no"));
    (await puppet.call(2)).fail(new Error("never \0"));
    await expectState(jobs, "doomed", "d", "failed");
    expect(await jobs.list({ state: "failed" })).toMatchObject([{ id: "d", output: { message: "never \u{fffd}" } }]);
    await jobs.retry("doomed", "d");
    (await puppet.call(3)).fail(new Error("still not"));
    (await puppet.call(4)).finish("well");
    await expectState(jobs, "doomed", "d", "done");
    await expect(jobs.retry("doomed", "d")).rejects.toMatchObject({ code: "conflict" });
    await expect(jobs.retry("doomed", "who")).rejects.toMatchObject({ code: "not_found" });
  });

  test("a bad job does not fail its neighbours", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    jobs.define({ name: "mixed", input, concurrency: 5, retryLimit: 0, handler: refuseTwo });
    for (let n = 0; n < 5; n += 1) await jobs.start("mixed", { n });
    await jobs.run();
    await expect.poll(() => jobs.list({ state: "done" }), { timeout: 50_000 }).toHaveLength(4);
    await expect.poll(() => jobs.list({ state: "failed" }), { timeout: 50_000 }).toMatchObject([{ input: { n: 2 } }]);
  });

  test("an attempt that takes too long is aborted and failed", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine();
    jobs.define({ name: "slow", input, retryLimit: 0, timeoutSeconds: 0.2, handler: (_, { signal }) => untilAborted(signal) });
    await jobs.run();
    const id = await jobs.start("slow", { n: 1 });
    await expectState(jobs, "slow", id, "failed");
    expect(await jobs.find("slow", id)).toMatchObject({
      output: { code: "timeout", message: expect.stringContaining("longer than 0.2 s") },
    });
  });

  test("a handler that ignores its signal loses its place after the grace time", async () => {
    await using fixture = await setUp();
    const jobs = await fixture.engine({ graceMs: 50 });
    const puppet = new Puppet();
    jobs.define(puppet.definition("deaf", { retryLimit: 0, timeoutSeconds: 0.1 }));
    await jobs.run();
    const deaf = await jobs.start("deaf", { n: 1 });
    const next = await jobs.start("deaf", { n: 2 });
    await expectState(jobs, "deaf", deaf, "failed");
    (await puppet.call(2)).finish();
    await expectState(jobs, "deaf", next, "done");
    puppet.calls[0]?.finish("too late");
    expect(await jobs.find("deaf", deaf)).toMatchObject({ state: "failed" });
  });
}
