import { describe, expect, test } from "vitest";
import { openDatabase } from "../../src/db/index.ts";
import { startChild } from "../support/child.ts";
import { temporaryDirectory, testDatabaseSettings } from "../support/database.ts";

// Each round starts processes and databases, which a busy machine does slowly.
const TIMEOUT_MS = 240_000;
const HOLD = new URL("./children/hold-database.ts", import.meta.url);
const WRITE = new URL("./children/write-transfers.ts", import.meta.url);

describe("the embedded data directory", () => {
  test("is refused to a second process by a clear sentence, which loses nothing", async () => {
    using own = temporaryDirectory();
    await using db = await openDatabase({ dataDirectory: own.path });
    await db.exec("create table kept as select 7 as x");
    await using second = startChild(HOLD, own.path);
    await expect(second.line()).rejects.toThrow(
      `The data directory ${own.path} is in use by process ${process.pid}: stop it, or set ASSAY_DATA_DIR to another directory.`,
    );
    expect(await db.query("select x from kept")).toEqual([{ x: 7 }]);
  });

  test("is free at once when the process that held it was killed", async () => {
    using own = temporaryDirectory();
    await using first = startChild(HOLD, own.path);
    expect(await first.line()).toBe("open");
    await expect(openDatabase({ dataDirectory: own.path })).rejects.toMatchObject({ code: "in_use" });
    await first.kill();
    await using db = await openDatabase({ dataDirectory: own.path });
    expect(await db.query("select x from kept")).toEqual([{ x: 1 }]);
  });
});

test(
  "a process killed in the middle of transactions loses none that it acknowledged, and leaves none by half",
  async () => {
    await using own = await testDatabaseSettings();
    const settings = JSON.stringify(own.settings);
    {
      await using db = await openDatabase(own.settings);
      await db.exec("create table entry (n int, amount int)");
    }
    let acknowledged = 0;
    for (const moves of [1, 40, 7]) {
      const first = acknowledged + 1000;
      await using child = startChild(WRITE, settings, String(first));
      for (let n = first; n < first + moves; n += 1) expect(Number(await child.line())).toBe(n);
      await child.kill();
      acknowledged = first + moves - 1;
      await using db = await openDatabase(own.settings);
      const [found] = await db.query(
        "select count(*) as rows, count(distinct n) as moves, sum(amount)::int as sum from entry where n between $1 and $2",
        [first, acknowledged],
      );
      expect(found).toEqual({ rows: moves * 2, moves, sum: 0 });
      expect(await db.query("select n from entry group by n having sum(amount) <> 0")).toEqual([]);
    }
  },
  TIMEOUT_MS,
);
