import type { AoContext } from "./context.ts";
import { toEnding } from "./to-ending.ts";
import type { Ending, Message, Result, ResultMessage } from "./message.ts";
import { Malformed } from "./process-kind.ts";
import { findAction, runTurn, toResult } from "./run-turn.ts";
import {
  findQueued,
  finishMessage,
  holdProcess,
  holdReceivers,
  insertHandled,
  insertMessage,
  internalId,
  type HeldProcess,
} from "./store.ts";
import { whileTransient } from "./while-transient.ts";

/**
 * Takes a signed message and handles it in one transaction: the message, what its handler changed, and what it sent are stored
 * together or not at all. A refusal changes nothing, and is stored as the message's result. The same message again has no effect.
 * @returns false when there is no such process
 */
export async function takeMessage(context: AoContext, message: Message, item: Uint8Array): Promise<boolean> {
  const { db, now } = context;
  const take = (work: (process: HeldProcess) => Promise<Ending>): Promise<boolean> =>
    whileTransient(() =>
      db.transaction(async () => {
        const process = await holdProcess(db, message.processId, message.id);
        if (!process || process.isTaken) return process !== undefined;
        const result = toResult(await work(process), process.references);
        const internal = await toInternals(context, process, message, result);
        await insertHandled(db, message, item, result, now());
        for (const one of internal) await insertMessage(db, one, null, now());
        return true;
      }),
    );
  try {
    return await take((process) => run(context, process, message));
  } catch (error) {
    const ending = toEnding(context, message, error);
    return take(async () => ending);
  }
}

/** Handles the oldest message that waits for a process, in one transaction. @returns whether there was one */
export async function handleQueued(context: AoContext, processId: string): Promise<boolean> {
  const { db, now } = context;
  let message: Message | undefined;
  const handle = (work: (process: HeldProcess, queued: Message) => Promise<Ending>, only?: string): Promise<boolean> =>
    whileTransient(() =>
      db.transaction(async () => {
        const process = await holdProcess(db, processId);
        const queued = process && (await findQueued(db, processId));
        if (!process || !queued || (only !== undefined && queued.id !== only)) return false;
        message = queued;
        const result = toResult(await work(process, queued), process.references);
        const internal = await toInternals(context, process, queued, result);
        await finishMessage(db, queued, result);
        for (const one of internal) await insertMessage(db, one, null, now());
        return true;
      }),
    );
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

/** What goes to processes of ours, as they get it; their rows are held. */
async function toInternals({ db }: AoContext, process: HeldProcess, message: Message, { Messages }: Result): Promise<Message[]> {
  // A wallet's address is the hash of its key: no process has it.
  const others = Messages.filter(({ Target }) => message.origin !== "wallet" || Target !== message.from);
  if (others.length === 0) return [];
  const ours = await holdReceivers(
    db,
    process.id,
    others.map(({ Target }) => Target),
  );
  return others.filter(({ Target }) => ours.has(Target)).map((sent) => toInternal(process, message, sent));
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
