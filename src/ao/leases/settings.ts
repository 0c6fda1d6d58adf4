import { Refusal, type Turn } from "../process-kind.ts";
import { DEFAULT_RULES, type LeaseRules } from "./job.ts";

/** Times and limits of a process, from its settings (`leaseSeconds`, `maxAttempts`) where it has some. */
export function rulesOf({ process }: Turn, jobsAWorker = DEFAULT_RULES.jobsAWorker): LeaseRules {
  const { leaseSeconds, maxAttempts } = process.settings;
  return {
    leaseMs: positive(leaseSeconds, DEFAULT_RULES.leaseMs / 1000) * 1000,
    maxAttempts: positive(maxAttempts, DEFAULT_RULES.maxAttempts),
    jobsAWorker,
  };
}

/**
 * Lets the sender through who is on the process's list (settings `workers` or `clients`: addresses, or `*` for anybody), or owns it.
 * @throws Refusal 403
 */
export function requireListed({ process, message }: Turn, list: "workers" | "clients"): void {
  const listed = process.settings[list];
  const names = Array.isArray(listed) ? listed.map(String) : String(listed ?? "").split(/[\s,]+/);
  if (message.from === process.owner || names.includes("*") || names.includes(message.from)) return;
  throw new Refusal(403, `${message.from} is not on the list of ${list} of this process.`);
}

function positive(value: unknown, fallback: number): number {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? number : fallback;
}
