import type { Db } from "../db/index.ts";
import type { LoggedRequest } from "./off-policy/logged-choice.ts";
import type { AuditedRequest, RequestQuery } from "./audited-request.ts";
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
       prompt_tokens, completion_tokens, tokens_estimated, cost_nanos, reserved_nanos, cache, first_token_ms, duration_ms)
     select "receivedAt", caller, surface, "askedFor", "isStream", k, seed, contestants, asked, "winnerUid", outcome,
       "promptTokens", "completionTokens", "tokensEstimated", "costNanos", "reservedNanos", cache, "firstTokenMs", "durationMs"
     from jsonb_to_recordset($1::jsonb) as t ("receivedAt" timestamptz, caller text, surface text, "askedFor" text, "isStream" boolean,
       k integer, seed integer, contestants jsonb, asked jsonb, "winnerUid" integer, outcome text, "promptTokens" integer, "completionTokens" integer,
       "tokensEstimated" boolean, "costNanos" bigint, "reservedNanos" bigint, cache text, "firstTokenMs" real, "durationMs" real)`,
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

type StoredRequest = Omit<AuditedRequest, "receivedAt"> & { receivedAt: Date };

/** The newest first. */
export function selectRequests(db: Db, query: RequestQuery): Promise<StoredRequest[]> {
  const { caller, surface, model, outcome, worker, cache, from, to, before, limit } = query;
  return db.query<StoredRequest>(
    `select id, received_at as "receivedAt", caller, surface, asked_for as "askedFor", is_stream as "isStream", k, seed, asked,
       winner_uid as "winnerUid", outcome, cache, prompt_tokens as "promptTokens", completion_tokens as "completionTokens",
       tokens_estimated as "tokensEstimated", (cost_nanos / 1000.0)::float8 as "costMicros", (reserved_nanos / 1000.0)::float8 as "reservedMicros",
       first_token_ms as "firstTokenMs", duration_ms as "durationMs"
     from gateway_request
     where ($1::text is null or caller = $1) and ($2::text is null or surface = $2) and ($3::text is null or asked_for = $3)
       and ($4::text is null or outcome = $4 or ($4 = 'failed' and outcome <> 'ok'))
       and ($5::int is null or asked @> jsonb_build_array(jsonb_build_object('uid', $5::int)))
       and ($6::text is null or cache = $6)
       and ($7::timestamptz is null or received_at >= $7) and ($8::timestamptz is null or received_at < $8)
       and ($9::int8 is null or id < $9)
     order by id desc limit $10::int`,
    [caller, surface, model, outcome, worker, cache, from, to, before, limit].map((value) => value ?? null),
  );
}

/** By day (UTC) and caller, the newest first. */
export function selectUsage(db: Db, caller: string | undefined, from: Date): Promise<UsageRow[]> {
  return db.query<UsageRow>(
    `select to_char(received_at at time zone 'UTC', 'YYYY-MM-DD') as day, caller, count(*)::int as requests,
       (count(*) filter (where outcome <> 'ok'))::int as failed, (count(*) filter (where cache = 'hit'))::int as "cacheHits",
       coalesce(sum(prompt_tokens), 0)::int8 as "promptTokens", coalesce(sum(completion_tokens), 0)::int8 as "completionTokens",
       (coalesce(sum(cost_nanos), 0) / 1000.0)::float8 as "costMicros"
     from gateway_request where received_at >= $1 and ($2::text is null or caller = $2)
     group by 1, 2 order by 1 desc, 2`,
    [from, caller ?? null],
  );
}

interface UsageRow {
  day: string;
  caller: string;
  requests: number;
  failed: number;
  cacheHits: number;
  promptTokens: number;
  completionTokens: number;
  costMicros: number;
}
