import { resolve } from "node:path";
import type { Context } from "../command.ts";

/** lm_eval's option, with its name there. */
export const INCLUDE_PATH = {
  type: "string",
  value: "DIR",
  multiple: true,
  about:
    "A folder or file of task YAML beside the built-in ones and those of ASSAY_INCLUDE_PATH, such as a checkout of the harness's tasks",
} as const;

/** The folders of the settings, then those of the command line. */
export function includePathsOf({ config }: Context, given: readonly string[]): string[] {
  return [...config.includePaths, ...given.map((path) => resolve(path))];
}
