import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

/** Reference results of lm-evaluation-harness 0.4.9, beside the checkout; never part of it. */
const ROOT = fileURLToPath(new URL("../../../../shared/golden/lm-eval", import.meta.url));

/** Real benchmark data, beside the checkout too. */
export const SHARED_DATA = fileURLToPath(new URL("../../../../shared/data", import.meta.url));

/** Why the conformance tests are skipped, or null when the reference results are there. */
export const goldenIsMissing: string | null = existsSync(join(ROOT, "dev")) ? null : `no reference results at ${ROOT}`;

/** The records of a file, from every set of vectors that is there. */
export function readGolden<Row>(file: string): Row[] {
  return ["dev", "held"].flatMap((set) => readLines<Row>(join(ROOT, set, file)));
}

/** The records of a file that belongs to all sets. */
export function readShared<Row>(file: string): Row[] {
  return readLines<Row>(join(ROOT, "shared", file));
}

function readLines<Row>(path: string): Row[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

/** What differs from the reference, record by record. */
export interface Disagreement {
  name: string;
  found: unknown;
  wanted: unknown;
}

/** The records whose result is another one than the reference's; none at all would say nothing, so that throws. */
export function findDisagreements<Row>(rows: readonly Row[], compare: (row: Row) => Disagreement): Disagreement[] {
  if (rows.length === 0) throw new Error("there are no records to compare");
  return rows.map(compare).filter(({ found, wanted }) => !isDeepStrictEqual(found, wanted));
}

/** Which sets of vectors are there, for the test's name. */
export function goldenSets(): string {
  return existsSync(ROOT)
    ? readdirSync(ROOT)
        .filter((name) => name === "dev" || name === "held")
        .join(" and ")
    : "none";
}
