import type { WorkerSnapshot } from "../snapshot.ts";
import { takesRequests, TEMPORARY_ROLE } from "../worker.ts";
import type { Choice } from "./choice.ts";

/**
 * The workers that a choice is made over. Paused and draining workers are never among them, cooling ones only when nobody else is left,
 * and those that are gone when not even a cooling one is.
 */
export function filterWorkers(snapshots: readonly WorkerSnapshot[], choice: Omit<Choice, "mode" | "k" | "seed">): WorkerSnapshot[] {
  const wanted = snapshots.filter((worker) => isWanted(worker, choice));
  if (choice.servingOnly === true) return wanted.filter(({ state }) => state === "serving");
  const present = wanted.filter(({ state }) => takesRequests(state));
  const connected = present.filter(({ state }) => state !== "gone");
  const healthy = connected.filter(({ state }) => state !== "cooling");
  return [healthy, connected, present].find((some) => some.length > 0) ?? [];
}

function isWanted(worker: WorkerSnapshot, { exclude, uids, roles, model }: Omit<Choice, "mode" | "k" | "seed">): boolean {
  if (uids && !uids.includes(worker.uid)) return false;
  // It is there for one run alone.
  if (!uids && worker.roles.includes(TEMPORARY_ROLE)) return false;
  if (model !== undefined && worker.model !== model && worker.name !== model) return false;
  if (roles && roles.length > 0 && !roles.some((role) => worker.roles.includes(role))) return false;
  if (exclude === undefined || exclude.length === 0) return true;
  const names = new Set([String(worker.uid), worker.name, ...worker.roles, ...(worker.owner === null ? [] : [worker.owner])]);
  return !exclude.some((one) => names.has(one));
}
