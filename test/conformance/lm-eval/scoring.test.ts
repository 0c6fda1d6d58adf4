import { describe, expect, test } from "vitest";

import { type Document, scoreAnswer } from "../../../src/evals/tasks/index.ts";
import { findDisagreements, goldenIsMissing, goldenSets, readGolden } from "./golden.ts";
import { FAMILIES, restoreGoldenTasks } from "./golden-tasks.ts";

interface ScoringRow {
  task: string;
  family: string;
  doc_id: number;
  doc: Document;
  kind: string;
  response: string;
  filter: string;
  filtered: string;
  metrics: Record<string, number>;
}

describe.skipIf(goldenIsMissing !== null)(`scores equal the harness's (${goldenIsMissing ?? goldenSets()})`, () => {
  const rows = readGolden<ScoringRow>("scoring.jsonl");
  const tasks = restoreGoldenTasks(FAMILIES);

  test.each(FAMILIES.map((family) => rows.filter((row) => row.family === family)).map((of) => [of[0]?.family, of.length, of] as const))(
    "%s: %i scores",
    (_family, _count, ofFamily) => {
      const disagreements = findDisagreements(ofFamily, (row) => {
        const task = tasks.get(row.task);
        if (task === undefined) throw new Error(`no configuration of ${row.task}`);
        return {
          name: `${row.task} ${row.doc_id} ${row.kind}`,
          found: scoreAnswer(task, row.doc, row.response).results[row.filter],
          wanted: { extracted: row.filtered, metrics: row.metrics },
        };
      });
      expect(disagreements).toEqual([]);
    },
  );
});
