import type { WorkerSnapshot } from "../snapshot.ts";

/**
 * random: everybody alike; list: those named, in order; top_incentive: the best; least_workload: the least busy; adaptive:
 * each as often as it may be the best, by its incentive and how sure that is.
 */
export type ChoiceMode = "random" | "list" | "top_incentive" | "least_workload" | "adaptive";

export interface Choice {
  mode: ChoiceMode;
  /** How many; fewer when fewer are there. */
  k: number;
  /** Seeds the draws: the same over the same snapshot chooses the same. */
  seed: number;
  /** Uids, names, roles or owners of workers that are not to be asked. */
  exclude?: readonly string[] | undefined;
  /** Mode list: whom, in order. Other modes: nobody else. */
  uids?: readonly number[] | undefined;
  /** Only workers that have one of these roles; empty or undefined: any. */
  roles?: readonly string[] | undefined;
  /** Only workers that serve this model, or have this name. */
  model?: string | undefined;
  /** Only workers that were heard of and are not cooling; default: others too where no such is left. */
  servingOnly?: boolean | undefined;
  /** One worker an owner at most; who has none stands for itself. */
  uniqueOwner?: boolean | undefined;
  /** One worker an address at most; who has none (it runs in this process) stands for itself. */
  uniqueAddress?: boolean | undefined;
}

export interface ChosenWorker {
  worker: WorkerSnapshot;
  /** The chance that this worker was among the chosen, given the snapshot: what an off-line estimate of another policy needs. */
  probability: number;
}
