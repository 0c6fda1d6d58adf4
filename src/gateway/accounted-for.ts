import type { Account } from "./account.ts";
import type { RequestFacts, RequestRecord } from "./request-record.ts";

/** Closes the account and completes the record of its request. Tokens are null where no worker took anything up. */
export function accountedFor(facts: RequestFacts, account: Account): Omit<RequestRecord, "cache"> {
  const { promptTokens, completionTokens, cost, isEstimated } = account.close();
  const isUsed = promptTokens + completionTokens > 0;
  return {
    ...facts,
    promptTokens: isUsed ? promptTokens : null,
    completionTokens: isUsed ? completionTokens : null,
    tokensEstimated: isEstimated,
    costNanos: cost.nanos,
    reservedNanos: account.reservedNanos,
  };
}
