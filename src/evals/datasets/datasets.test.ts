import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTestDatabase } from "../../../test/support/database.ts";
import type { Db } from "../../db/index.ts";
import {
  findDataset,
  findDatasetById,
  listDatasets,
  readRows,
  registerDataset,
  removeDataset,
  requireDataset,
  type RowSelection,
} from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "assay-datasets-"));
afterAll(() => rm(directory, { recursive: true }));

/** A JSON Lines file of documents {n: from}, …, {n: from + count - 1}. */
function numbers(name: string, from: number, count: number): string {
  const path = join(directory, name);
  writeFileSync(path, Array.from({ length: count }, (_, index) => `{"z": "first", "n": ${from + index}}\n`).join(""));
  return path;
}

async function rowsOf(db: Db, datasetId: number, selection: RowSelection): Promise<[number, unknown][]> {
  const rows: [number, unknown][] = [];
  for await (const { id, doc } of readRows(db, datasetId, selection)) rows.push([id, doc["n"]]);
  return rows;
}

test("ids count over the splits in their order, and rows keep the order of their fields", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const { dataset, isNew } = await registerDataset(db, {
    name: "org/numbers",
    splits: { train: numbers("train.jsonl", 0, 2500), test: numbers("test.jsonl", 9000, 3) },
  });
  expect(isNew).toBe(true);
  expect(dataset).toMatchObject({
    revision: 1,
    config: "",
    splits: [
      { name: "train", rows: 2500, firstId: 0 },
      { name: "test", rows: 3, firstId: 2500 },
    ],
  });
  expect(await rowsOf(db, dataset.id, { split: "test" })).toEqual([
    [2500, 9000],
    [2501, 9001],
    [2502, 9002],
  ]);
  const train = await rowsOf(db, dataset.id, { split: "train" });
  expect(train).toEqual(Array.from({ length: 2500 }, (_, index) => [index, index]));
  expect(await rowsOf(db, dataset.id, { firstId: 2499, endId: 2501 })).toEqual([
    [2499, 2499],
    [2500, 9000],
  ]);
  expect(await rowsOf(db, dataset.id, { ids: [2502, 7, 7] })).toEqual([
    [7, 7],
    [2502, 9002],
  ]);
  for await (const { doc } of readRows(db, dataset.id, { ids: [0] })) expect(Object.keys(doc)).toEqual(["z", "n"]);
  await expect(rowsOf(db, dataset.id, { split: "validation" })).rejects.toThrow(
    "The dataset org/numbers has no split validation; it has train, test.",
  );
  await expect(rowsOf(db, dataset.id, { ids: [2503] })).rejects.toThrow(`Dataset ${dataset.id} has no document 2503.`);
  await expect(rowsOf(db, 999, { split: "test" })).rejects.toThrow("There is no dataset 999.");
});

test("the same content is the same revision, other content a new one", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const first = await registerDataset(db, { name: "d", splits: { test: numbers("one.jsonl", 1, 5) } });
  const again = await registerDataset(db, { name: "d", splits: { test: numbers("copy.jsonl", 1, 5) } });
  expect(again).toEqual({ dataset: first.dataset, isNew: false });
  const changed = await registerDataset(db, { name: "d", splits: { test: numbers("one.jsonl", 2, 5) } });
  expect(changed).toMatchObject({ isNew: true, dataset: { revision: 2 } });
  const renamedSplit = await registerDataset(db, { name: "d", splits: { validation: numbers("one.jsonl", 2, 5) } });
  expect(renamedSplit).toMatchObject({ isNew: true, dataset: { revision: 3 } });
  expect(await rowsOf(db, first.dataset.id, { split: "test" })).toHaveLength(5);
  expect(await findDataset(db, "d")).toEqual(renamedSplit.dataset);
  expect(await findDataset(db, "d", "", 1)).toEqual(first.dataset);
  expect(await findDatasetById(db, changed.dataset.id)).toEqual(changed.dataset);
  expect((await listDatasets(db)).map(({ revision }) => revision)).toEqual([3, 2, 1]);
  expect(await db.query("select count(*)::int as rows from dataset_row")).toEqual([{ rows: 15 }]);
});

test("two registrations of one content at the same time store it once", async () => {
  await using own = await openTestDatabase();
  const input = { name: "d", splits: { test: numbers("twice.jsonl", 1, 1500) } };
  const both = await Promise.all([registerDataset(own.db, input), registerDataset(own.db, input)]);
  expect(both.map(({ isNew }) => isNew).toSorted()).toEqual([false, true]);
  expect(await own.db.query("select count(*)::int as rows from dataset_row")).toEqual([{ rows: 1500 }]);
});

test("what is refused stores nothing, however late it breaks, and names its field", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const broken = join(directory, "late.jsonl");
  writeFileSync(broken, `${'{"n": 1}\n'.repeat(3000)}{"n": \n`);
  const good = numbers("good.jsonl", 0, 10);
  await expect(registerDataset(db, { name: "d", splits: { train: good, test: broken } })).rejects.toMatchObject({
    code: "invalid_input",
    field: "splits.test",
    message: expect.stringContaining("late.jsonl, line 3001: this is not valid JSON") as string,
  });
  const blank = join(directory, "blank.jsonl");
  writeFileSync(blank, "\n\n");
  await expect(registerDataset(db, { name: "d", splits: { test: blank } })).rejects.toThrow(`${blank} holds no documents.`);
  const refused: [Parameters<typeof registerDataset>[1], string, RegExp][] = [
    [{ name: "d", splits: { test: "good.jsonl" } }, "splits.test", /absolute path/],
    [{ name: "d", splits: {} }, "splits", /at least one split/],
    [{ name: "", splits: { test: good } }, "name", /name/],
    [{ name: "two words", splits: { test: good } }, "name", /without blanks/],
    [{ name: "d", splits: { "../x": good } }, "splits", /short words/],
  ];
  for (const [input, field, message] of refused) {
    await expect(registerDataset(db, input)).rejects.toMatchObject({
      code: "invalid_input",
      field,
      message: expect.stringMatching(message) as string,
    });
  }
  expect(await listDatasets(db)).toEqual([]);
  expect(await db.query("select * from dataset_row")).toEqual([]);
});

test("NUL characters and lone surrogates do not stop a registration", async () => {
  await using own = await openTestDatabase();
  const path = join(directory, "nul.jsonl");
  writeFileSync(path, String.raw`{"n": "a\u0000b\ud800"}`);
  const { dataset } = await registerDataset(own.db, { name: "d", splits: { test: path } });
  expect(await rowsOf(own.db, dataset.id, { split: "test" })).toEqual([[0, "a\ufffdb\ufffd"]]);
});

test("a configuration is found by its name, by being the only one, or by standing for all", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const splits = { test: numbers("config.jsonl", 1, 1) };
  await registerDataset(db, { name: "one", config: "main", splits });
  await registerDataset(db, { name: "all", splits });
  await registerDataset(db, { name: "two", config: "a", splits });
  await registerDataset(db, { name: "two", config: "b", splits });
  expect(await findDataset(db, "one", "main")).toMatchObject({ config: "main" });
  expect(await findDataset(db, "one")).toMatchObject({ config: "main" });
  expect(await findDataset(db, "all", "anything")).toMatchObject({ config: "" });
  expect(await findDataset(db, "two")).toBeUndefined();
  expect(await findDataset(db, "one", "other")).toBeUndefined();
  expect(await findDataset(db, "one", "main", 2)).toBeUndefined();
  await expect(requireDataset(db, "two")).rejects.toThrow(
    "The dataset two is not registered; it is registered with the configuration a, b.",
  );
  await expect(requireDataset(db, "none", "main")).rejects.toThrow(
    "The dataset none (main) is not registered: `assay dataset add none --config main` registers it.",
  );
  await expect(requireDataset(db, "one", "main", 2)).rejects.toThrow("The dataset one (main), revision 2, is not registered.");
});

test("a dataset is removed with its rows, unless a run uses it", async () => {
  await using own = await openTestDatabase();
  const { db } = own;
  const { dataset } = await registerDataset(db, { name: "d", config: "main", splits: { test: numbers("gone.jsonl", 1, 3) } });
  await registerDataset(db, { name: "d", config: "main", splits: { test: numbers("gone.jsonl", 2, 3) } });
  await registerDataset(db, { name: "kept", splits: { test: numbers("gone.jsonl", 2, 3) } });
  await db.query("insert into run (id, settings) values ('r1', '{}')");
  await db.query("insert into run_task (run_id, ordinal, name, config, dataset_id) values ('r1', 0, 't', '{}', $1)", [dataset.id]);
  await expect(removeDataset(db, "d")).rejects.toMatchObject({
    code: "conflict",
    message: "The dataset d (main) is used by the run r1. Remove the run first.",
  });
  expect((await removeDataset(db, "d", "main", 2)).map(({ revision }) => revision)).toEqual([2]);
  await db.query("delete from run");
  await expect(removeDataset(db, "kept", "other")).rejects.toMatchObject({ code: "not_found" });
  expect(await removeDataset(db, "d")).toEqual([dataset]);
  await expect(removeDataset(db, "d")).rejects.toMatchObject({ code: "not_found" });
  expect((await listDatasets(db)).map(({ name }) => name)).toEqual(["kept"]);
  expect(await db.query("select count(*)::int as rows from dataset_row")).toEqual([{ rows: 3 }]);
});
