import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../test/support/database.ts";
import { DataLock } from "./data-lock.ts";

test("a second holder is refused by the first one's name, and may come when it has gone", () => {
  using own = temporaryDirectory();
  {
    using _first = DataLock.acquire(own.path);
    expect(() => DataLock.acquire(own.path)).toThrow(
      `The data directory ${own.path} is in use by process ${process.pid}: stop it, or set ASSAY_DATA_DIR to another directory.`,
    );
  }
  using _second = DataLock.acquire(own.path);
});

test("a directory that cannot be one is not called in use", () => {
  using own = temporaryDirectory();
  const file = join(own.path, "file");
  writeFileSync(file, "");
  expect(() => DataLock.acquire(file)).toThrow(expect.objectContaining({ code: "unavailable" }));
});
