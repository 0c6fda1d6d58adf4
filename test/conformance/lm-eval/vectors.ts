import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A folder of reference results of lm-evaluation-harness 0.4.9, and what all such folders share. */
export interface Vectors {
  /** The records of a file; none where the file is not there. */
  read<Row>(file: string): Row[];
  readShared<Row>(file: string): Row[];
}

/** @param directory holds requests.jsonl and the like; `shared/` lies in it or beside it */
export function openVectors(directory: string): Vectors {
  const shared = [join(directory, "shared"), join(directory, "..", "shared")].find((path) => existsSync(path)) ?? directory;
  return {
    read: (file) => readLines(join(directory, file)),
    readShared: (file) => readLines(join(shared, file)),
  };
}

function readLines<Row>(path: string): Row[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}
