import type { Db } from "../db/index.ts";
import type { LoggedRequest } from "./off-policy/logged-choice.ts";
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

/** The newest requests with what they were chosen over, the newest first: a page of those with a smaller id. */
export async function selectLoggedRequests(
  db: Db,
  { since, below, limit }: { since: Date; below: number | null; limit: number },
): Promise<(LoggedRequest & { id: number; k: number })[]> {
  return db.query(
    `select id::float8 as id, asked_for as "askedFor", k, contestants, asked, prompt_tokens as "promptTokens",
       completion_tokens as "completionTokens", first_token_ms as "firstTokenMs", duration_ms as "durationMs"
     from gateway_request where received_at >= $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [since, below, limit],
  );
}
