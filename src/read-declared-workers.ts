import type { Config } from "./config/index.ts";
import { describeIssue } from "./lib/describe-issue.ts";
import { AssayError } from "./lib/errors.ts";
import { workerSpecSchema, type WorkerSpec } from "./workers/index.ts";

/**
 * Checks the workers that `assay.yaml` declares.
 * @throws AssayError `invalid_input` naming the field, such as `workers[1].baseUrl`, or a name that stands twice
 */
export function readDeclaredWorkers({ file: { path, workers } }: Config): WorkerSpec[] {
  const seen = new Set<string>();
  return workers.map((declared, index) => {
    const parsed = workerSpecSchema.safeParse(declared);
    if (!parsed.success) {
      const { field, message } = describeIssue(parsed.error, `workers[${index}]`);
      throw new AssayError("invalid_input", `${path}: ${message}.`, { field });
    }
    const { name } = parsed.data;
    if (seen.has(name)) {
      throw new AssayError("invalid_input", `${path}: workers[${index}].name: ${name} is declared twice.`, {
        field: `workers[${index}].name`,
      });
    }
    seen.add(name);
    return parsed.data;
  });
}
