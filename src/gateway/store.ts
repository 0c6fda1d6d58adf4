import type { Db } from "../db/index.ts";
import type { RequestRecord } from "./request-record.ts";

/** Stores a batch in one statement, without waiting for the disk: the last records may be lost anyway (decision 0021). */
export async function insertRequests(db: Db, records: readonly RequestRecord[]): Promise<void> {
  await db.transaction(async () => {
    await db.query("set local synchronous_commit = off");
    await insertBatch(db, records);
  });
}

async function insertBatch(db: Db, records: readonly RequestRecord[]): Promise<void> {
  await db.query(
    `insert into gateway_request (received_at, caller, surface, asked_for, is_stream, k, seed, contestants, asked, winner_uid, outcome,
       prompt_tokens, completion_tokens, first_token_ms, duration_ms)
     select "receivedAt", caller, surface, "askedFor", "isStream", k, seed, contestants, asked, "winnerUid", outcome,
       "promptTokens", "completionTokens", "firstTokenMs", "durationMs"
     from jsonb_to_recordset($1::jsonb) as t ("receivedAt" timestamptz, caller text, surface text, "askedFor" text, "isStream" boolean,
       k integer, seed integer, contestants jsonb, asked jsonb, "winnerUid" integer, outcome text, "promptTokens" integer, "completionTokens" integer,
       "firstTokenMs" real, "durationMs" real)`,
    [JSON.stringify(records)],
  );
}

/** Forgets what is older. */
export async function deleteRequestsBefore(db: Db, before: Date): Promise<void> {
  await db.query("delete from gateway_request where received_at < $1", [before]);
}
