import { expect, test } from "vitest";
import { formatTable } from "./format-table.ts";

test("words begin and numbers end at the same place", () => {
  const table = formatTable(
    [{ head: "name" }, { head: "score", isNumber: true }],
    [
      ["a", "0.5"],
      ["longer", "12.25"],
    ],
  );
  expect(table).toBe("NAME    SCORE\na         0.5\nlonger  12.25");
});

test("letters that fill two cells count twice, marks not at all", () => {
  const table = formatTable(
    [{ head: "name" }, { head: "x" }],
    [
      ["日本", "1"],
      ["e\u0301", "2"],
      ["abcd", "3"],
    ],
  );
  expect(table.split("\n").slice(1)).toEqual(["日本  1", "e\u0301     2", "abcd  3"]);
});

test("a cell stays on its line and obeys nothing", () => {
  expect(formatTable([{ head: "text" }], [["two\nlines \u001b[2J"]])).toBe("TEXT\ntwo lines ␛[2J");
});
