import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { AssayError } from "../lib/errors.ts";
import { VARIABLES, type VariableName } from "./variables.ts";

/** Where a value came from. `option` is the command line or a caller in code. */
export type Origin = "default" | "env" | ".env" | "assay.yaml" | "option";

/** Text of a variable and its origin; undefined text: not set and no default. */
export interface EnvironmentValue {
  text: string | undefined;
  origin: Origin;
}

export type Environment = Record<VariableName, EnvironmentValue>;

/** The process's own environment; the only place that reads it. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

/**
 * Reads every variable: the environment wins over `.env` in `directory`, that over the default. An empty value
 * counts as not set, as Compose files and CI leave them.
 */
export function readEnvironment(environment: NodeJS.ProcessEnv, directory: string): Environment {
  const file = readDotEnv(join(directory, ".env"));
  const read = (name: VariableName): EnvironmentValue => {
    if (environment[name]) return { text: environment[name], origin: "env" };
    if (file[name]) return { text: file[name], origin: ".env" };
    const variable = VARIABLES[name];
    return { text: "fallback" in variable ? variable.fallback : undefined, origin: "default" };
  };
  const names = Object.keys(VARIABLES) as VariableName[];
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Environment;
}

function readDotEnv(path: string): NodeJS.Dict<string> {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new AssayError("invalid_input", `The file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  return parseEnv(content);
}
