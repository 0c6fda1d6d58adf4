import type { Db } from "../../db/index.ts";
import type { FaultCode } from "../../workers/index.ts";
import { addCharges, isWithin, NO_CHARGE, type Budget, type BudgetState, type Charge, toCaps } from "../budget.ts";

/** What came back for one (worker, document). */
export interface Response {
  ordinal: number;
  /** The answer, or the fault's sentence. */
  text: string;
  /** Likelihoods as [logprob, isGreedy], or repeated answers; null where there is one text. */
  answers: readonly (string | readonly [number, boolean])[] | null;
  fault: FaultCode | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  durationMs: number;
  /** How its calls are charged, in a run with a budget. */
  settlement?: { refund: Charge; open: number };
}

/** Stores responses; one that is there already stays. @returns the ordinals stored now */
export async function insertResponses(db: Db, runId: string, workerUid: number, responses: readonly Response[]): Promise<number[]> {
  const rows = await db.query<{ ordinal: number }>(
    `insert into response (run_id, worker_uid, ordinal, text, answers, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms)
     select $1, $2, ordinal, text, answers::json, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms
     from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[], $10::real[])
       as t (ordinal, text, answers, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms)
     on conflict do nothing returning ordinal`,
    [
      runId,
      workerUid,
      responses.map((response) => response.ordinal),
      responses.map((response) => response.text),
      responses.map((response) => (response.answers === null ? null : JSON.stringify(response.answers))),
      responses.map((response) => response.fault),
      responses.map((response) => response.finishReason),
      responses.map((response) => response.promptTokens),
      responses.map((response) => response.completionTokens),
      responses.map((response) => response.durationMs),
    ],
  );
  return rows.map((row) => row.ordinal);
}

/** The documents that this worker has a response for. */
export async function readAnsweredOrdinals(db: Db, runId: string, workerUid: number): Promise<Set<number>> {
  const rows = await db.query<{ ordinal: number }>("select ordinal from response where run_id = $1 and worker_uid = $2", [
    runId,
    workerUid,
  ]);
  return new Set(rows.map((row) => row.ordinal));
}

export async function countAnswered(db: Db, runId: string, workerUid: number, answered: number): Promise<void> {
  await db.query("update run_worker set answered = answered + $3 where run_id = $1 and worker_uid = $2", [runId, workerUid, answered]);
}

/** Marks that a worker is being asked, or why its remaining documents were given up. */
export async function markRequesting(db: Db, runId: string, workerUid: number): Promise<void> {
  // In a race a worker that was given up stays so.
  await db.query(
    `update run_worker set state = 'requesting', error = case when ask_to is null then null else error end
     where run_id = $1 and worker_uid = $2 and state = 'queued'`,
    [runId, workerUid],
  );
}

/**
 * @param state `stopped`: it is not asked for the rest, which stays open
 * @param askTo the rung that ends, in a race: where the next has begun already this one says nothing any more
 */
export async function markRequested(
  db: Db,
  runId: string,
  workerUid: number,
  { state, error, askTo }: { state: "evaluating" | "stopped"; error: string | null; askTo: number | null },
): Promise<void> {
  await db.query(
    `update run_worker set state = $3, error = $4
     where run_id = $1 and worker_uid = $2 and state in ('queued', 'requesting') and ask_to is not distinct from $5`,
    [runId, workerUid, state, error, askTo],
  );
}

interface BudgetRow extends Charge {
  callsCap: number | null;
  tokensCap: number | null;
  microsCap: number | null;
}

const BUDGET_COLUMNS = `calls_cap as "callsCap", tokens_cap as "tokensCap", micros_cap as "microsCap", calls, tokens, micros`;

function toState({ callsCap, tokensCap, microsCap, ...charged }: BudgetRow): BudgetState {
  return { caps: { calls: callsCap, tokens: tokensCap, micros: microsCap }, charged };
}

/** Gives a run its caps, or other ones; what is charged stays. */
export async function writeBudget(db: Db, runId: string, budget: Budget): Promise<void> {
  const { calls, tokens, micros } = toCaps(budget);
  await db.query(
    `insert into run_budget (run_id, calls_cap, tokens_cap, micros_cap) values ($1, $2, $3, $4)
     on conflict (run_id) do update set calls_cap = $2, tokens_cap = $3, micros_cap = $4`,
    [runId, calls, tokens, micros],
  );
}

/** A run's caps and what is charged to it; undefined: it has none. */
export async function readBudget(db: Db, runId: string): Promise<BudgetState | undefined> {
  const [row] = await db.query<BudgetRow>(`select ${BUDGET_COLUMNS} from run_budget where run_id = $1`, [runId]);
  return row && toState(row);
}

/** Charges what keeps within the caps, one after the other. @returns which were charged; all are stored when it resolves */
export function chargeBudget(db: Db, runId: string, charges: readonly Charge[]): Promise<boolean[]> {
  return db.transaction(async () => {
    const [row] = await db.query<BudgetRow>(`select ${BUDGET_COLUMNS} from run_budget where run_id = $1 for update`, [runId]);
    if (!row) return charges.map(() => true);
    const state = toState(row);
    let added = NO_CHARGE;
    const granted = charges.map((charge) => {
      if (!isWithin({ ...state, charged: addCharges(state.charged, added) }, charge)) return false;
      added = addCharges(added, charge);
      return true;
    });
    await changeCharged(db, runId, added);
    return granted;
  });
}

/** Takes back what calls did not take. Call it in the transaction that stores their answers. */
export function refundBudget(db: Db, runId: string, refund: Charge): Promise<void> {
  return changeCharged(db, runId, { calls: -refund.calls, tokens: -refund.tokens, micros: -refund.micros });
}

async function changeCharged(db: Db, runId: string, { calls, tokens, micros }: Charge): Promise<void> {
  if (calls === 0 && tokens === 0 && micros === 0) return;
  await db.query("update run_budget set calls = calls + $2, tokens = tokens + $3, micros = micros + $4 where run_id = $1", [
    runId,
    calls,
    tokens,
    micros,
  ]);
}
