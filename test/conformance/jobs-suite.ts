import { once, EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Db } from "../../src/db/index.ts";
import type { JobContext, JobEngine, JobLog } from "../../src/jobs/index.ts";

export const silent: JobLog = { info() {}, warn() {}, error() {} };

export interface JobFixture extends AsyncDisposable {
  db: Db;
  /** A further engine on the same store; disposed with the fixture unless the test does it. */
  engine(): Promise<JobEngine>;
}

const input = z.strictObject({ n: z.number().int() });

/** What every job engine must do, whatever it runs on. */
export function testJobEngine(setup: () => Promise<JobFixture>): void {
  test("a started job reaches its handler with its input and keeps its result", async () => {
    await using fixture = await setup();
    const jobs = await fixture.engine();
    const seen = new EventEmitter();
    jobs.define({ name: "double", input, handler: async ({ n }, context) => (seen.emit("run", n, context), { doubled: n * 2 }) });
    await jobs.run();
    const ran = once(seen, "run");
    const id = await jobs.start("double", { n: 21 }, { id: "first" });
    const [n, context] = (await ran) as [number, JobContext];
    expect([id, n, context.id, context.attempt]).toEqual(["first", 21, "first", 1]);
    await expect
      .poll(() => jobs.find("double", "first"))
      .toMatchObject({ state: "done", input: { n: 21 }, output: { doubled: 42 }, attempts: 1 });
  });

  test("a second start of one id starts nothing", async () => {
    await using fixture = await setup();
    const jobs = await fixture.engine();
    jobs.define({ name: "once", input, handler: async () => {} });
    expect(await jobs.start("once", { n: 1 }, { id: "same" })).toBe("same");
    expect(await jobs.start("once", { n: 2 }, { id: "same" })).toBe("same");
    expect(await jobs.list()).toMatchObject([{ id: "same", input: { n: 1 } }]);
  });

  test("start in a transaction commits and rolls back with it", async () => {
    await using fixture = await setup();
    const jobs = await fixture.engine();
    const ran: number[] = [];
    jobs.define({ name: "join", input, handler: async ({ n }) => void ran.push(n) });
    await jobs.run();
    const failing = fixture.db.transaction(async () => {
      await jobs.start("join", { n: 1 });
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await fixture.db.transaction(() => jobs.start("join", { n: 2 }));
    await expect.poll(() => ran).toEqual([2]);
    expect(await jobs.list({ name: "join" })).toHaveLength(1);
  });
}
