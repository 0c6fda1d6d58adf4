import { z } from "zod";
import { ownerSchema, tokenSchema } from "../ledger/index.ts";
import { allocationSchema, type Allocation } from "./allocation.ts";

const DAY_MS = 86_400_000;
/** How long a pool is open when its funder names no end. */
export const DEFAULT_PERIOD_MS = 30 * DAY_MS;
const MAX_PERIOD_MS = 3650 * DAY_MS;

/** open: may be joined; closed: its end is past, entries are still asked; settled, cancelled: paid out or back, final. */
export const poolStateSchema = z.enum(["open", "closed", "settled", "cancelled"]);
export type PoolState = z.infer<typeof poolStateSchema>;

const ESCROW = "pool:";

/** Who may fund a pool, join it and be paid: somebody, not an account that the ledger or a pool keeps for itself. */
export const personSchema = ownerSchema.refine(
  (owner) => !owner.startsWith("@") && !owner.startsWith(ESCROW),
  "must be somebody's address, not an account of the ledger (@…) or of a pool (pool:…)",
);

/** What a pool is made from. */
export const newPoolSchema = z.strictObject({
  /** Whose money it is; also who adds to it, and who has back what nobody wins. */
  funder: personSchema,
  token: tokenSchema,
  /** Of the token's smallest unit. */
  funds: z.bigint().min(1n, "must be above 0"),
  /** One task of `evals/`. */
  task: z.string().min(1).max(256),
  documents: z.int().min(1).max(1_000_000).nullable().default(null),
  allocation: allocationSchema.default({ rule: { name: "ArithmeticDecrease" }, ties: "order" }),
  periodMs: z.int().min(1000).max(MAX_PERIOD_MS).default(DEFAULT_PERIOD_MS),
});
export type NewPool = z.input<typeof newPoolSchema>;

export interface Pool {
  id: string;
  funder: string;
  token: string;
  task: string;
  documents: number | null;
  seed: number;
  allocation: Allocation;
  state: PoolState;
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
}

export interface Entry {
  id: string;
  poolId: string;
  participant: string;
  workerUid: number;
  model: string;
  runId: string | null;
  attempts: number;
  joinedAt: Date;
}

/** The account of the ledger that holds a pool's money. */
export function escrowOf(poolId: string): string {
  return `${ESCROW}${poolId}`;
}

/** Whether a pool may be joined at this moment. */
export function mayBeJoined({ state, endsAt }: Pick<Pool, "state" | "endsAt">, now: Date): boolean {
  return state === "open" && now < endsAt;
}

export const UNSETTLED: readonly PoolState[] = ["open", "closed"];

/** Whether a pool has not been paid out yet. */
export function isUnsettled({ state }: Pick<Pool, "state">): boolean {
  return UNSETTLED.includes(state);
}
