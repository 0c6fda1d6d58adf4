import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const FAULTS = 60;

interface FaultRow {
  numbers: number[];
  file: string | undefined;
  title: string;
}

test("each of the sixty faults has a test that is there, or is of a part that is not", () => {
  const rows = readTable();
  expect(rows.flatMap(({ numbers }) => numbers)).toEqual(Array.from({ length: FAULTS }, (_, index) => index + 1));
  const missing = rows.filter(({ file, title }) =>
    file === undefined ? !title.startsWith("part not there") : !titlesOf(file).includes(title),
  );
  expect(missing).toEqual([]);
});

function readTable(): FaultRow[] {
  const text = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
  return [...text.matchAll(/^\| (\d+)(?:–(\d+))? \| [^|]+ \| (?:`([^`]+)`: )?([^|]+) \|$/gm)].map(([, first, last, file, title = ""]) => {
    const numbers = Array.from({ length: Number(last ?? first) - Number(first) + 1 }, (_, index) => Number(first) + index);
    return { numbers, file, title };
  });
}

/** The first lines of a file's tests, as one text. */
function titlesOf(file: string): string {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/^(?:test|\]\)|\s+"|\)\().*$/gm)].join("\n");
}
