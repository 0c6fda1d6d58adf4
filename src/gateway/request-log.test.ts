import { expect, test } from "vitest";
import { openTestDatabase } from "../../test/support/database.ts";
import { RequestLog } from "./request-log.ts";
import type { RequestRecord } from "./request-record.ts";

function record(change: Partial<RequestRecord> = {}): RequestRecord {
  return {
    receivedAt: new Date("2026-01-02T03:04:05.678Z"),
    caller: "anybody",
    surface: "openai",
    askedFor: "assay/auto",
    isStream: true,
    k: 1,
    seed: 2 ** 31 - 1,
    contestants: [[3, 0.5, 0.25, 1, 0]],
    asked: [{ uid: 3, name: "a", probability: 0.25, outcome: "ok" }],
    winnerUid: 3,
    outcome: "ok",
    promptTokens: 5,
    completionTokens: null,
    tokensEstimated: false,
    costNanos: 1_500,
    reservedNanos: null,
    cache: null,
    firstTokenMs: 1.5,
    durationMs: 20.25,
    ...change,
  };
}

test("what is added is stored, at the latest when the log is disposed", async () => {
  await using own = await openTestDatabase();
  const warnings: object[] = [];
  const log = { warn: (facts: object) => void warnings.push(facts) };
  {
    await using requests = new RequestLog({ db: own.db, log, now: () => new Date("2026-01-03T00:00:00Z") });
    for (let i = 0; i < 1201; i++) requests.add(record(i === 0 ? { winnerUid: null, outcome: "timeout", firstTokenMs: null } : {}));
  }
  expect(warnings).toEqual([]);
  const rows = await own.db.query("select * from gateway_request order by id");
  expect(rows).toHaveLength(1201);
  expect(rows[0]).toMatchObject({ winner_uid: null, outcome: "timeout", first_token_ms: null });
  expect(rows[1]).toMatchObject({
    received_at: new Date("2026-01-02T03:04:05.678Z"),
    caller: "anybody",
    surface: "openai",
    asked_for: "assay/auto",
    is_stream: true,
    k: 1,
    seed: 2 ** 31 - 1,
    asked: [{ uid: 3, name: "a", probability: 0.25, outcome: "ok" }],
    winner_uid: 3,
    outcome: "ok",
    prompt_tokens: 5,
    completion_tokens: null,
    first_token_ms: 1.5,
    duration_ms: 20.25,
  });
});

test("records older than 90 days are forgotten, and a database that fails is told, not thrown", async () => {
  await using own = await openTestDatabase();
  const warnings: object[] = [];
  const log = { warn: (facts: object) => void warnings.push(facts) };
  await using requests = new RequestLog({ db: own.db, log, now: () => new Date("2026-06-01T00:00:00Z") });
  requests.add(record({ receivedAt: new Date("2026-01-01T00:00:00Z") }));
  requests.add(record({ receivedAt: new Date("2026-05-31T00:00:00Z") }));
  await requests.flush();
  expect(await own.db.query("select received_at from gateway_request")).toEqual([{ received_at: new Date("2026-05-31T00:00:00Z") }]);

  requests.add(record({ seed: 2 ** 40 }));
  await requests.flush();
  expect(warnings).toMatchObject([{ requests: 1 }]);
});
