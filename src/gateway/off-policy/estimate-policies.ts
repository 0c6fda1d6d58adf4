import { setImmediate as nextTurn } from "node:timers/promises";
import type { Db } from "../../db/index.ts";
import { wilsonInterval } from "../../stats/index.ts";
import { costOfUsage, type WorkerPool } from "../../workers/index.ts";
import { selectLoggedRequests } from "../store.ts";
import { estimatePolicy, type CostOf, type PolicyEstimate } from "./estimate-policy.ts";
import { toLoggedChoice, type LoggedChoice } from "./logged-choice.ts";
import type { Policies } from "./policies-view.ts";
import { JUDGED_POLICIES } from "./policy-chances.ts";

const PAGE = 1_000;

interface PoliciesInput {
  since: Date;
  /** Requests that are read at most, the newest. */
  limit: number;
}

/** What other ways to choose a worker would have achieved on the newest requests. */
export async function estimatePolicies(db: Db, pool: Pick<WorkerPool, "list">, { since, limit }: PoliciesInput): Promise<Policies> {
  const choices: LoggedChoice[] = [];
  const leftOut = { no_choice: 0, named: 0, unseen: 0 };
  let requests = 0;
  let below: number | null = null;
  while (requests < limit) {
    const page: Awaited<ReturnType<typeof selectLoggedRequests>> = await selectLoggedRequests(db, {
      since,
      below,
      limit: Math.min(PAGE, limit - requests),
    });
    for (const request of page) {
      const choice = toLoggedChoice(request);
      if (typeof choice === "string") leftOut[choice] += 1;
      else choices.push(choice);
    }
    requests += page.length;
    below = page.at(-1)?.id ?? null;
    if (page.length < PAGE) break;
  }
  const policies: PolicyEstimate[] = [];
  for (const policy of JUDGED_POLICIES) {
    policies.push(estimatePolicy(choices, policy, pricesOf(pool)));
    // Others are answered between two of them.
    await nextTurn();
  }
  return { since: since.toISOString(), requests, used: choices.length, leftOut, logged: loggedOf(choices), policies };
}

/** What an answer costs at the prices of the workers that are there now. */
function pricesOf(pool: Pick<WorkerPool, "list">): CostOf {
  const prices = new Map(pool.list().map((worker) => [worker.uid, worker]));
  return (uid, { promptTokens, completionTokens }) => {
    const worker = prices.get(uid);
    return worker && promptTokens !== null && completionTokens !== null ? costOfUsage(worker, { promptTokens, completionTokens }) : null;
  };
}

function loggedOf(choices: readonly LoggedChoice[]): Policies["logged"] {
  const arms = choices.flatMap((choice) => choice.arms);
  if (arms.length === 0) return null;
  const good = arms.filter(({ isOk }) => isOk).length;
  return { answers: arms.length, success: { value: good / arms.length, ...wilsonInterval(good, arms.length, 0.95) } };
}
