import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** A source file by its path from the repository's root. */
export interface Source {
  path: string;
  text: string;
}

const ROOT = resolve(import.meta.dirname, "..", "..");

/** Every TypeScript file below a folder, tests left out. */
export function readSources(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}
