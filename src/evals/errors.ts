import { AssayError } from "../lib/errors.ts";

export function runNotFound(runId: string): AssayError {
  return new AssayError("not_found", `There is no run ${runId}: \`assay run list\` names them.`, { field: "run" });
}
