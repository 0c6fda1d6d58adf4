import { readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { DEFAULT_SCHEMA, load, Type, YAMLException } from "js-yaml";

import { AssayError, messageOf } from "../../lib/errors.ts";

/** A task file with its includes merged in. */
export type RawConfig = Record<string, unknown>;

/** Reads task files of one folder; files are parsed once. */
export interface TaskFileReader {
  /** The file's configuration, its own keys over those of its includes. Faults are AssayErrors that name file, line and reason. */
  read(path: string): Promise<RawConfig>;
  /** The files that were parsed so far, includes among them. */
  parsed(): Iterable<string>;
}

/** @param root the folder being read; `!function` references are named from it, so that nothing keeps a machine's paths */
export function createTaskFileReader(root: string): TaskFileReader {
  const parsed = new Map<string, Promise<RawConfig>>();

  function readOnce(path: string): Promise<RawConfig> {
    const known = parsed.get(path) ?? readText(path).then((text) => parse(text, path, root));
    parsed.set(path, known);
    return known;
  }

  /** @param chain the files whose includes led here, this one last */
  async function readMerged(chain: readonly string[]): Promise<RawConfig> {
    const merged = await withIncludes(await readOnce(chain.at(-1) ?? ""), chain);
    const entries = merged["task"];
    if (!Array.isArray(entries)) return merged;
    return { ...merged, task: await Promise.all(entries.map((entry) => (isMapping(entry) ? withIncludes(entry, chain) : entry))) };
  }

  async function withIncludes(config: RawConfig, chain: readonly string[]): Promise<RawConfig> {
    const { include, ...own } = config;
    return include === undefined || include === null ? own : { ...(await readIncludes(include, chain)), ...own };
  }

  /** The last is read first, so that the first wins. */
  async function readIncludes(include: unknown, chain: readonly string[]): Promise<RawConfig> {
    const from = chain.at(-1) ?? "";
    const merged: RawConfig = {};
    for (const name of [include].flat().toReversed()) {
      if (typeof name !== "string") throw faulty(from, root, "include must be a path or a list of paths");
      const path = isAbsolute(name) ? name : join(dirname(from), name);
      if (chain.includes(path)) throw faulty(from, root, "its includes go around in a circle");
      try {
        Object.assign(merged, await readMerged([...chain, path]));
      } catch (error) {
        if (error instanceof AssayError) throw error;
        throw faulty(from, root, `it includes ${name}, which cannot be read (${codeOf(error)})`);
      }
    }
    return merged;
  }

  return { read: (path) => readMerged([path]), parsed: () => parsed.keys() };
}

/** The system's word for a fault, such as ENOENT; its message would name the machine's path. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : messageOf(error);
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
  if (!isMapping(value)) throw faulty(path, root, "it holds no mapping of keys");
  return value;
}

function isMapping(value: unknown): value is RawConfig {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An error that names the file from its folder. */
function faulty(path: string, root: string, reason: string): AssayError {
  return new AssayError("invalid_input", `The task file ${join(basename(root), relative(root, path))} is faulty: ${reason}.`, {
    field: "tasks",
  });
}
