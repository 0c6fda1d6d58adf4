import { createHash } from "node:crypto";
import { requireSingleTask } from "../evals/index.ts";
import { transferFunds } from "../ledger/index.ts";
import { describeIssue } from "../lib/describe-issue.ts";
import { AssayError } from "../lib/errors.ts";
import { allocationText } from "./allocation.ts";
import type { PoolsContext } from "./context.ts";
import { escrowOf, mayBeJoined, newPoolSchema, type NewPool, type Pool } from "./pool.ts";
import { insertPool, lockPool, selectPools } from "./store.ts";

export interface CreatedPool {
  pool: Pool;
  /** False: the funder has an open pool of this task and allocation already, and the funds were added to it. */
  isNew: boolean;
}

interface Payment {
  /** The caller's: the same id again makes nothing, and gives the same pool. */
  id: string;
  /** The account that the funds are taken from. Default: the funder's. */
  from?: string;
}

/**
 * Opens a pool: its funds go from the funder to an account of the pool's own. A funder who has an open one of the same
 * task and allocation adds to that; other funders' pools are pools of their own.
 * @throws `invalid_input` naming the field; `not_found` for an unknown task; `insufficient_funds`. Nothing is moved then
 */
export async function createPool(context: PoolsContext, input: NewPool, payment: Payment): Promise<CreatedPool> {
  const { db, now, nextSeed } = context;
  const wanted = parsePool(input);
  const task = await requireSingleTask(context.evals, wanted.task);
  return db.transaction(async () => {
    const at = now();
    const { funder, token, allocation, documents } = wanted;
    const id = poolId(payment.id);
    const own = (await lockPool(db, id)) ?? (await openPoolOf(context, { funder, token, task, documents, allocation }));
    const pool: Pool = own ?? {
      id,
      funder,
      token,
      task,
      documents,
      allocation,
      seed: nextSeed(),
      state: "open",
      endedAt: null,
      startsAt: at,
      endsAt: new Date(at.getTime() + wanted.periodMs),
    };
    if (!own) await insertPool(db, pool);
    await transferFunds(
      db,
      {
        id: `fund:${payment.id}`,
        token,
        debit: payment.from ?? funder,
        credit: escrowOf(pool.id),
        amount: wanted.funds,
        reason: "fund",
        links: { pool: pool.id, funder },
      },
      at,
    );
    return { pool, isNew: !own };
  });
}

/** Derived from the caller's id, so that a repeated call finds what the first one made. */
function poolId(paymentId: string): string {
  return createHash("sha256").update(`assay pool\n${paymentId}`).digest("hex").slice(0, 16);
}

async function openPoolOf(
  { db, now }: PoolsContext,
  { funder, token, task, documents, allocation }: Pick<Pool, "funder" | "token" | "task" | "documents" | "allocation">,
): Promise<Pool | undefined> {
  const same = (await selectPools(db, { states: ["open"], task, funder })).find(
    (one) => one.token === token && one.documents === documents && allocationText(one.allocation) === allocationText(allocation),
  );
  const held = same && (await lockPool(db, same.id));
  return held && mayBeJoined(held, now()) ? held : undefined;
}

function parsePool(input: NewPool): ReturnType<typeof newPoolSchema.parse> {
  const parsed = newPoolSchema.safeParse(input);
  if (!parsed.success) {
    const { field, message } = describeIssue(parsed.error);
    throw new AssayError("invalid_input", `${message}.`, { field });
  }
  const { rule } = parsed.data.allocation;
  const promised = rule.name === "Amounts" ? rule.amounts.reduce((sum, amount) => sum + amount, 0n) : 0n;
  if (promised > parsed.data.funds) {
    throw new AssayError("invalid_input", `The amounts sum to ${promised}, which is more than the funds of ${parsed.data.funds}.`, {
      field: "allocation.rule.amounts",
    });
  }
  return parsed.data;
}
