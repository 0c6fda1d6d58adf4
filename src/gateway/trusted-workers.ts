import { AssayError } from "../lib/errors.ts";
import { chooseWorkers, type WorkerSnapshot } from "../workers/index.ts";

/** A role that says that the operator trusts a worker with other workers' answers. Workers cannot give it to themselves. */
export type TrustedRole = "judge" | "aggregator";

/** How many are tried one after another. */
const MOST = 2;

interface Wanted {
  role: TrustedRole;
  /** Of the request that needs them. */
  field: string;
  /** Whom the request leaves out: uids, names, roles or owners. */
  exclude: readonly string[];
  seed: number;
}

/**
 * Those who may judge or write answers, the best by incentive first.
 * @throws `invalid_input` when no worker that takes requests has the role
 */
export function trustedWorkers(workers: readonly WorkerSnapshot[], { role, field, exclude, seed }: Wanted): WorkerSnapshot[] {
  const chosen = chooseWorkers(workers, { mode: "top_incentive", k: MOST, seed, roles: [role], exclude });
  if (chosen.length > 0) return chosen.map(({ worker }) => worker);
  throw new AssayError(
    "invalid_input",
    `${field}: no worker that may be asked has the role ${role}. Give it to one that you trust: \`assay worker add NAME --role ${role} …\`, or roles in assay.yaml.`,
    { field },
  );
}
