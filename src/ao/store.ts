import { createHash } from "node:crypto";
import type { Db } from "../db/index.ts";
import { storableJson } from "../lib/storable-json.ts";
import { storableText } from "../lib/storable-text.ts";
import type { Tag } from "./data-item.ts";
import type { Message, Origin, Process, Result, ResultMessage } from "./message.ts";

/** A process as one transaction has it: its messages are handled one after another. */
export interface HeldProcess extends Process {
  messages: number;
  references: number;
}

const PROCESS = `id, kind, owner, settings, messages, refs as "references"`;

/** @returns whether it is new */
export async function insertProcess(db: Db, { id, kind, owner, settings }: Process, now: Date): Promise<boolean> {
  const rows = await db.query(
    `insert into ao_process (id, kind, owner, settings, created_at) values ($1, $2, $3, $4::jsonb, $5)
     on conflict (id) do nothing returning id`,
    [id, kind, owner, storableJson(settings), now],
  );
  return rows.length > 0;
}

/**
 * Lets nobody else handle messages of the process until the transaction ends. Its row stays free: whoever sends to it numbers messages there, and two
 * processes that send to each other would wait for each other for ever (0096).
 * @param messageId of a message that may have been taken before: `isTaken`
 */
export async function holdProcess(db: Db, id: string, messageId = ""): Promise<(HeldProcess & { isTaken: boolean }) | undefined> {
  // The embedded engine has one session, which nobody else has until the transaction ends.
  if (!db.embedded) await db.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`ao process ${id}`]);
  const [row] = await db.query<HeldProcess & { isTaken: boolean }>(
    `select ${PROCESS}, exists (select from ao_message where id = $2) as "isTaken" from ao_process where id = $1`,
    [id, messageId],
  );
  return row;
}

export async function findProcess(db: Db, id: string): Promise<HeldProcess | undefined> {
  const [row] = await db.query<HeldProcess>(`select ${PROCESS} from ao_process where id = $1`, [id]);
  return row;
}

export function listProcesses(db: Db): Promise<Process[]> {
  return db.query<Process>("select id, kind, owner, settings from ao_process order by created_at, id");
}

interface StoredMessage {
  id: string;
  process_id: string;
  seq: number;
  origin: Origin;
  sender: string;
  tags: Tag[];
  data: string;
  pushed_for: string | null;
  state: "queued" | "done";
  result: Result | null;
  received_at: Date;
}

export interface Taken extends Message {
  seq: number;
  isDone: boolean;
  result: Result | null;
  receivedAt: Date;
}

const MESSAGE = "id, process_id, seq, origin, sender, tags, data, pushed_for, state, result, received_at";

export async function findMessage(db: Db, id: string): Promise<Taken | undefined> {
  const [row] = await db.query<StoredMessage>(`select ${MESSAGE} from ao_message where id = $1`, [id]);
  return row && toTaken(row);
}

/** The oldest message of a process that waits. The caller holds the process. */
export async function findQueued(db: Db, processId: string): Promise<Taken | undefined> {
  const [row] = await db.query<StoredMessage>(
    `select ${MESSAGE} from ao_message where process_id = $1 and state = 'queued' order by seq limit 1`,
    [processId],
  );
  return row && toTaken(row);
}

/** Processes that have messages waiting. */
export async function selectWaiting(db: Db): Promise<string[]> {
  const rows = await db.query<{ process_id: string }>(
    "select distinct process_id from ao_message where state = 'queued' order by process_id",
  );
  return rows.map((row) => row.process_id);
}

/** Stores a message behind the others of its process. @returns false when its id was taken before */
export async function insertMessage(db: Db, message: Message, item: Uint8Array | null, now: Date): Promise<boolean> {
  const rows = await db.query(
    `with numbered as (
       update ao_process set messages = messages + 1
       where id = $2 and not exists (select from ao_message where id = $1) returning messages
     )
     insert into ao_message (id, process_id, seq, origin, sender, tags, data, item, pushed_for, received_at)
     select $1, $2, messages, $3, $4, $5::json, $6, $7, $8, $9 from numbered
     on conflict (id) do nothing returning id`,
    [
      message.id,
      message.processId,
      message.origin,
      message.from,
      storableJson(message.tags),
      storableText(message.data),
      item,
      message.pushedFor === message.id ? null : message.pushedFor,
      now,
    ],
  );
  return rows.length > 0;
}

/** Stores a message with what came of it, behind the others of its process, and counts what that sent. The caller holds the process. */
export async function insertHandled(db: Db, message: Message, item: Uint8Array | null, result: Result, now: Date): Promise<void> {
  await db.query(
    `with numbered as (
       update ao_process set messages = messages + 1, refs = refs + $11::int where id = $2 returning messages
     )
     insert into ao_message (id, process_id, seq, origin, sender, tags, data, item, pushed_for, received_at, state, result, is_error)
     select $1, $2, messages, $3, $4, $5::json, $6, $7, $8, $9, 'done', $10::json, $12 from numbered`,
    [
      message.id,
      message.processId,
      message.origin,
      message.from,
      storableJson(message.tags),
      storableText(message.data),
      item,
      message.pushedFor === message.id ? null : message.pushedFor,
      now,
      storableJson(result),
      result.Messages.length,
      result.Error !== undefined,
    ],
  );
}

/** Stores what came of a message that waited, and counts what its process sent. */
export async function finishMessage(db: Db, { id, processId }: Pick<Message, "id" | "processId">, result: Result): Promise<void> {
  await db.query(
    `with handled as (update ao_message set state = 'done', result = $2::json, is_error = $3 where id = $1)
     update ao_process set refs = refs + $5::int where id = $4`,
    [id, storableJson(result), result.Error !== undefined, processId, result.Messages.length],
  );
}

/**
 * Which of these are processes of ours. Their rows, and the sender's, are held in the order of their ids until the transaction ends: always as the
 * last thing that a transaction waits for.
 */
export async function holdReceivers(db: Db, sender: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select id from ao_process where id = any($1::text[]) order by id collate "C" for no key update`,
    [[sender, ...ids]],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface ResultRow {
  id: string;
  seq: number;
  result: Result;
  receivedAt: Date;
}

/** Results of a process that are no errors, by the order of its messages, strictly between `after` and up to `upTo` in that direction. */
export async function selectResults(
  db: Db,
  processId: string,
  { after, upTo, limit, isDescending }: { after: number | null; upTo: number | null; limit: number; isDescending: boolean },
): Promise<ResultRow[]> {
  const [low, high] = isDescending ? [upTo, after] : [after, upTo];
  return db.query<ResultRow>(
    `select id, seq, result, received_at as "receivedAt" from ao_message
     where process_id = $1 and state = 'done' and not is_error
     and ($2::bigint is null or ${isDescending ? "seq >= $2" : "seq > $2"})
     and ($3::bigint is null or ${isDescending ? "seq < $3" : "seq <= $3"})
     order by seq ${isDescending ? "desc" : "asc"} limit $4::int`,
    [processId, low, high, limit],
  );
}

/** The place of a moment in a process: the last message that was received by then. */
export async function seqAt(db: Db, processId: string, moment: Date): Promise<number> {
  const [row] = await db.query<{ seq: number }>(
    "select coalesce(max(seq), 0) as seq from ao_message where process_id = $1 and received_at <= $2",
    [processId, moment],
  );
  return Number(row?.seq ?? 0);
}

/** The id of a message from one process to another: the same send has the same id, so that it is delivered once. */
export function internalId(from: string, { Anchor }: Pick<ResultMessage, "Anchor">): string {
  return createHash("sha256").update(`assay ao\n${from}\n${Anchor}`).digest("base64url");
}

function toTaken(row: StoredMessage): Taken {
  return {
    id: row.id,
    processId: row.process_id,
    seq: Number(row.seq),
    origin: row.origin,
    from: row.sender,
    tags: row.tags,
    data: row.data,
    pushedFor: row.pushed_for ?? row.id,
    isDone: row.state === "done",
    result: row.result,
    receivedAt: row.received_at,
  };
}
