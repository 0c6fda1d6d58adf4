/** Work that a process hands to a worker. */
export interface AoJob {
  id: string;
  processId: string;
  /** "" where all workers of the process do the same. */
  type: string;
  client: string;
  reference: string | null;
  /** Higher first; of equals the older. */
  priority: number;
  payload: Record<string, unknown>;
  worker: string | null;
  attempts: number;
}

/** How a process hands out its jobs. */
export interface LeaseRules {
  leaseMs: number;
  /** How often a job is handed out at most; then its client is told that it failed. */
  maxAttempts: number;
  /** Jobs that a worker holds at once at most. */
  jobsAWorker: number;
}

export const DEFAULT_RULES: LeaseRules = { leaseMs: 120_000, maxAttempts: 3, jobsAWorker: Number.MAX_SAFE_INTEGER };
