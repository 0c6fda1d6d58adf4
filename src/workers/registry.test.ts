import { expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Db } from "../db/index.ts";
import { addWorker } from "./add-worker.ts";
import { refreshIncentive } from "./refresh-incentive.ts";
import { removeWorker } from "./remove-worker.ts";
import { selectWorkers } from "./store.ts";
import { syncWorkers } from "./sync-workers.ts";
import { workerSpecSchema, type WorkerSpec } from "./worker.ts";

function simulated(name: string, skill = 0.5): WorkerSpec {
  return workerSpecSchema.parse({ kind: "simulated", name, skill });
}

/** Names with what they weigh, rounded. */
async function weights(db: Db): Promise<Record<string, number>> {
  const rows = await selectWorkers(db);
  return Object.fromEntries(rows.map(({ name, incentive }) => [name, Number(incentive.value.toFixed(6))]));
}

const sure = (mean: number) => ({ mean, low: mean / 2, high: mean });

test("without scores all weigh the same, whoever comes and goes", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  await addWorker(db, simulated("a"));
  await addWorker(db, simulated("b"));
  expect(await weights(db)).toEqual({ a: 0.5, b: 0.5 });
  await removeWorker(db, "a");
  expect(await weights(db)).toEqual({ b: 1 });
  expect((await selectWorkers(db))[0]?.incentive).toEqual({ value: 1, low: 0, high: 1 });
});

test("a score of zero stays one over starts, departures and arrivals", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const [good, bad, other] = [
    await addWorker(db, simulated("good")),
    await addWorker(db, simulated("bad")),
    await addWorker(db, simulated("other")),
  ];
  const standings = new Map([
    [good.uid, sure(0.8)],
    [bad.uid, sure(0)],
    [other.uid, sure(0.4)],
  ]);
  await refreshIncentive(db, standings);
  const scored = { good: 0.666667, bad: 0, other: 0.333333 };
  expect(await weights(db)).toEqual(scored);
  await syncWorkers(db, [simulated("good", 0.9)]);
  expect(await weights(db)).toEqual(scored);
  await removeWorker(db, "other");
  expect(await weights(db)).toEqual({ good: 1, bad: 0 });
});

test("a newcomer weighs what the scored weigh on average, and its interval is that of any score, however often it is read", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const [a, b] = [await addWorker(db, simulated("a")), await addWorker(db, simulated("b"))];
  await refreshIncentive(
    db,
    new Map([
      [a.uid, sure(0.9)],
      [b.uid, sure(0.3)],
    ]),
  );
  const newcomer = await addWorker(db, simulated("new"));
  expect(newcomer.incentive).toEqual({ value: expect.closeTo(1 / 3, 12), low: 0, high: expect.closeTo(1 / 1.8, 12) });
  await syncWorkers(db, []);
  await addWorker(db, simulated("newer"));
  expect((await selectWorkers(db)).find(({ name }) => name === "new")?.incentive).toEqual({
    value: expect.closeTo(0.25, 12),
    low: 0,
    // A score of 1 where the weights of two scored and two newcomers come to 2.4.
    high: expect.closeTo(1 / 2.4, 12),
  });
});

test("new scores replace all earlier ones, and scores of workers that are gone are nobody's", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const [a, b, c] = [await addWorker(db, simulated("a")), await addWorker(db, simulated("b")), await addWorker(db, simulated("c"))];
  await refreshIncentive(db, new Map([[a.uid, sure(1)]]));
  await removeWorker(db, "c");
  await refreshIncentive(
    db,
    new Map([
      [b.uid, sure(0.5)],
      [c.uid, sure(0.9)],
    ]),
  );
  expect(await weights(db)).toEqual({ a: 0.5, b: 0.5 });
  expect((await selectWorkers(db))[0]?.incentive.low).toBe(0);
});

test("a declared worker keeps its uid when it changes, and its key is in no view", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const declared = (model: string) =>
    workerSpecSchema.parse({ kind: "openai", name: "o", baseUrl: "http://127.0.0.1:1/v1", model, apiKey: "sk-secret" });
  const { uid } = await addWorker(db, declared("old"));
  await syncWorkers(db, [declared("new"), simulated("s")]);
  const rows = await selectWorkers(db);
  expect(rows.map((row) => [row.uid === uid, row.name])).toEqual([
    [true, "o"],
    [false, "s"],
  ]);
  expect(rows[0]).toMatchObject({ apiKey: "sk-secret", spec: { model: "new" } });
  expect(JSON.stringify(rows[0]?.spec)).not.toContain("sk-secret");
});

test("a taken name is a conflict that names the field, a removed one is free again under another uid", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const first = await addWorker(db, simulated("a"));
  await expect(addWorker(db, simulated("a"))).rejects.toMatchObject({ code: "conflict", field: "name" });
  await removeWorker(db, "a");
  await expect(removeWorker(db, "a")).rejects.toMatchObject({ code: "not_found", field: "name" });
  const second = await addWorker(db, simulated("a"));
  expect(second.uid).not.toBe(first.uid);
  expect(await weights(db)).toEqual({ a: 1 });
});
