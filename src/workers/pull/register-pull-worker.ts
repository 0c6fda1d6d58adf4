import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { insertWorker, selectWorkers, updateWorker } from "../store.ts";
import type { EndpointName } from "../driver.ts";
import { workerSpecSchema } from "../worker.ts";

interface PullWorkerInput {
  name: string;
  /** Name of the key that the process connects with. */
  holder: string;
  model?: string | undefined;
  /** Undefined: it does not say. */
  endpoints?: EndpointName[] | undefined;
  /** For a new worker: until `adaptConcurrency` knows better. */
  maxConcurrency: number;
}

interface Registered {
  uid: number;
  /** Whether the registry changed: the pool must look again. */
  hasChanged: boolean;
}

/**
 * Registers a worker that connects to us, or finds it under the uid that it had. What the process says of its model and endpoints
 * replaces what is stored; the rest (owner, roles, prices) stays.
 * @throws `conflict` when the name is a worker's of another kind or key; `invalid_input` for a name that is none
 */
export function registerPullWorker(db: Db, { name, holder, model, endpoints, maxConcurrency }: PullWorkerInput): Promise<Registered> {
  return db.transaction(async () => {
    const known = (await selectWorkers(db)).find((row) => row.name === name);
    if (!known) {
      const spec = workerSpecSchema.safeParse({ kind: "pull", name, holder, model, endpoints, maxConcurrency });
      if (!spec.success) throw new AssayError("invalid_input", `name: ${spec.error.issues[0]?.message ?? "not valid"}.`, { field: "name" });
      const uid = await insertWorker(db, spec.data);
      if (uid === undefined) throw taken(name);
      return { uid, hasChanged: true };
    }
    if (known.spec.kind !== "pull" || known.spec.holder !== holder) throw taken(name);
    const said = { ...known.spec, ...(model !== undefined && { model }), ...(endpoints && { endpoints }) };
    const hasChanged = said.model !== known.spec.model || said.endpoints.join() !== known.spec.endpoints.join();
    if (hasChanged) await updateWorker(db, known.uid, said);
    return { uid: known.uid, hasChanged };
  });
}

function taken(name: string): AssayError {
  return new AssayError("conflict", `The worker ${name} was registered by somebody else: take another name, or have it removed first.`, {
    field: "name",
  });
}
