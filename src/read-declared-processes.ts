import { KNOWN_PROCESSES, processSchema, type Process } from "./ao/index.ts";
import type { Config } from "./config/index.ts";
import { describeIssue } from "./lib/describe-issue.ts";
import { AssayError } from "./lib/errors.ts";

/**
 * Checks the AO processes that `assay.yaml` declares, and adds those that are always there; one that is declared under a known id
 * stands in its place.
 * @throws AssayError `invalid_input` naming the field, such as `ao.processes[1].id`
 */
export function readDeclaredProcesses({ file: { path, ao } }: Config): Process[] {
  const declared = ao.processes.map((one, index) => {
    const parsed = processSchema.safeParse(one);
    if (parsed.success) return parsed.data;
    const { field, message } = describeIssue(parsed.error, `ao.processes[${index}]`);
    throw new AssayError("invalid_input", `${path}: ${message}.`, { field });
  });
  const ids = new Set(declared.map(({ id }) => id));
  return [...declared, ...KNOWN_PROCESSES.filter(({ id }) => !ids.has(id))];
}
