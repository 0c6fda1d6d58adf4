import { AssayError } from "../lib/errors.ts";
import type { AoContext } from "./context.ts";
import type { Tag } from "./data-item.ts";
import { run } from "./handle-message.ts";
import { errorResult, type Message, type Result } from "./message.ts";
import { findAction, toResult } from "./run-turn.ts";
import { findProcess } from "./store.ts";
import { toEnding } from "./to-ending.ts";

/** What a client sends for data that it does not have. */
const NO_DATA = "1234";

export interface DryRun {
  processId: string;
  /** Whom the caller claims to be; nobody has checked it. */
  owner: string;
  tags: readonly Tag[];
  data: string;
}

/**
 * Answers a read-only action as a message would, without a signature and without a trace: it runs in a transaction that may not write.
 * @throws `not_found` without such a process
 */
export async function dryRun(context: AoContext, { processId, owner, tags, data }: DryRun): Promise<Result> {
  const { db, kinds } = context;
  const process = await findProcess(db, processId);
  if (!process) throw new AssayError("not_found", `There is no process ${processId} here.`, { field: "process-id" });
  const text = data.trim() === "" || data === NO_DATA ? "" : data;
  const message: Message = { id: "", processId, origin: "wallet", from: owner, tags, data: text, pushedFor: "" };
  const kind = kinds.get(process.kind);
  const found = kind && findAction(kind, message);
  if (found && !found.action.isReadOnly) {
    return errorResult(`${found.name} changes something: send it as a signed message; a dry-run only reads.`);
  }
  try {
    const ending = await db.transaction(async () => {
      await db.exec("set transaction read only");
      return run(context, process, message);
    });
    return toResult(ending, process.references);
  } catch (error) {
    return toResult(toEnding(context, message, error), process.references);
  }
}
