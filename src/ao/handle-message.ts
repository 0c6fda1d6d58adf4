import type { AoContext } from "./context.ts";
import { toEnding } from "./to-ending.ts";
import type { Ending, Message, ResultMessage } from "./message.ts";
import { Malformed } from "./process-kind.ts";
import { findAction, runTurn, toResult } from "./run-turn.ts";
import { findQueued, finishMessage, holdProcess, insertMessage, internalId, selectOurs, type HeldProcess } from "./store.ts";

/**
 * Takes a signed message and handles it in one transaction: the message, what its handler changed, and what it sent are stored
 * together or not at all. A refusal changes nothing, and is stored as the message's result. The same message again has no effect.
 * @returns false when there is no such process
 */
export async function takeMessage(context: AoContext, message: Message, item: Uint8Array): Promise<boolean> {
  const { db, now } = context;
  const take = (work: (process: HeldProcess) => Promise<Ending>): Promise<boolean> =>
    db.transaction(async () => {
      const process = await holdProcess(db, message.processId);
      if (!process) return false;
      if (await insertMessage(db, message, item, now())) await finish(context, process, message, await work(process));
      return true;
    });
  try {
    return await take((process) => run(context, process, message));
  } catch (error) {
    const ending = toEnding(context, message, error);
    return take(async () => ending);
  }
}

/** Handles the oldest message that waits for a process, in one transaction. @returns whether there was one */
export async function handleQueued(context: AoContext, processId: string): Promise<boolean> {
  const { db } = context;
  let message: Message | undefined;
  const handle = (work: (process: HeldProcess, queued: Message) => Promise<Ending>, only?: string): Promise<boolean> =>
    db.transaction(async () => {
      const process = await holdProcess(db, processId);
      const queued = process && (await findQueued(db, processId));
      if (!process || !queued || (only !== undefined && queued.id !== only)) return false;
      message = queued;
      await finish(context, process, queued, await work(process, queued));
      return true;
    });
  try {
    return await handle((process, queued) => run(context, process, queued));
  } catch (error) {
    if (!message) throw error;
    const ending = toEnding(context, message, error);
    await handle(async () => ending, message.id);
    return true;
  }
}

/** Runs the handler of a message. Throws what the handler throws. */
export async function run({ db, kinds, now }: AoContext, process: HeldProcess, message: Message): Promise<Ending> {
  const kind = kinds.get(process.kind);
  if (!kind) throw new Malformed(`Processes of the kind ${process.kind} are not known here.`);
  const found = findAction(kind, message);
  if (!found) return { sent: [], printed: "No handler takes this message." };
  return runTurn(found.name, found.action, { db, now: now(), process, message });
}

/** Stores what came of a message, and puts what was sent to processes of ours behind their other messages. */
async function finish({ db, now }: AoContext, process: HeldProcess, message: Message, ending: Ending): Promise<void> {
  const result = toResult(ending, process.references);
  await finishMessage(db, message, result);
  const ours = await selectOurs(
    db,
    result.Messages.map(({ Target }) => Target),
  );
  for (const sent of result.Messages.filter(({ Target }) => ours.has(Target))) {
    await insertMessage(db, toInternal(process, message, sent), null, now());
  }
}

function toInternal(process: HeldProcess, cause: Message, sent: ResultMessage): Message {
  return {
    id: internalId(process.id, sent),
    processId: sent.Target,
    origin: "process",
    from: process.id,
    tags: sent.Tags,
    data: sent.Data,
    pushedFor: cause.pushedFor,
  };
}
