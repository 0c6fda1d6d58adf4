import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { describeIssue } from "../../lib/describe-issue.ts";
import { datasetInputSchema, type DatasetInput } from "./dataset.ts";
import { storeRevision, type Registration } from "./store-revision.ts";

/**
 * Registers the rows of files as a dataset's newest revision.
 * Rejects with `invalid_input` naming the file and line, or `conflict` when a file changed while it was read; nothing is
 * registered then.
 */
export async function registerDataset(db: Db, input: DatasetInput): Promise<Registration> {
  const parsed = datasetInputSchema.safeParse(input);
  if (!parsed.success) {
    const issue = describeIssue(parsed.error);
    throw new AssayError("invalid_input", `The dataset cannot be registered: ${issue.message}.`, { field: issue.field });
  }
  const { name, config, splits } = parsed.data;
  return storeRevision(db, { name, config, files: splits, source: null });
}
