import { readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { DEFAULT_SCHEMA, load, Type, YAMLException } from "js-yaml";

import { AssayError, messageOf } from "../../lib/errors.ts";

/** A task file with its includes merged in. */
export type RawConfig = Record<string, unknown>;

const MAX_INCLUDE_DEPTH = 16;

/** Reads task files of one folder; included files are read once. */
export interface TaskFileReader {
  /** The file's configuration, its own keys over those of its includes. Faults are AssayErrors that name file, line and reason. */
  read(path: string): Promise<RawConfig>;
}

/** @param root the folder being read; `!function` references are named from it, so that nothing keeps a machine's paths */
export function createTaskFileReader(root: string): TaskFileReader {
  const files = new Map<string, Promise<RawConfig>>();

  function readOnce(path: string, depth: number): Promise<RawConfig> {
    const known = files.get(path);
    if (known !== undefined) return known;
    const reading = readMerged(path, depth);
    files.set(path, reading);
    return reading;
  }

  async function readMerged(path: string, depth: number): Promise<RawConfig> {
    if (depth > MAX_INCLUDE_DEPTH) throw faulty(path, root, "its includes go around in a circle, or too deep");
    const own = parse(await readText(path), path, root);
    const { include, ...config } = own;
    return include === undefined ? config : { ...(await readIncludes(include, path, depth)), ...config };
  }

  /** The last is read first, so that the first wins. */
  async function readIncludes(include: unknown, from: string, depth: number): Promise<RawConfig> {
    const merged: RawConfig = {};
    for (const name of [include].flat().toReversed()) {
      if (typeof name !== "string") throw faulty(from, root, "include must be a path or a list of paths");
      const path = isAbsolute(name) ? name : join(dirname(from), name);
      try {
        Object.assign(merged, await readOnce(path, depth + 1));
      } catch (error) {
        if (error instanceof AssayError) throw error;
        throw faulty(from, root, `it includes ${name}, which cannot be read (${messageOf(error)})`);
      }
    }
    return merged;
  }

  return { read: (path) => readOnce(path, 0) };
}

async function readText(path: string): Promise<string> {
  return (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
}

function parse(text: string, path: string, root: string): RawConfig {
  const folder = join(basename(root), relative(root, dirname(path)))
    .split(sep)
    .join("/");
  const functionType = new Type("!function", {
    kind: "scalar",
    construct: (name: unknown) => ({ "!function": `${folder}/${String(name)}` }),
  });
  let value: unknown;
  try {
    value = load(text, { json: true, schema: DEFAULT_SCHEMA.extend([functionType]) });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? "" : `line ${error.mark.line + 1}: `;
    throw faulty(path, root, `${line}${error.reason}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw faulty(path, root, "it holds no mapping of keys");
  return value as RawConfig;
}

/** An error that names the file from its folder. */
function faulty(path: string, root: string, reason: string): AssayError {
  return new AssayError("invalid_input", `The task file ${join(basename(root), relative(root, path))} is faulty: ${reason}.`, {
    field: "tasks",
  });
}
