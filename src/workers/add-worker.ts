import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { isPrivateEndpoint } from "../llm/index.ts";
import { insertWorker, selectWorkers, toWorker } from "./store.ts";
import type { Worker, WorkerSpec } from "./worker.ts";

interface AddOptions {
  /** Whether its endpoint may be on a private or loopback address. Default true. Names are looked up at each connection only. */
  allowPrivateEndpoints?: boolean;
  /** Name of the key that may change and remove it beside the operator's. */
  registeredBy?: string | undefined;
}

/**
 * Registers a worker under a fresh uid.
 * @throws `conflict` when its name is taken, `invalid_input` for an endpoint on a private address where that is not allowed
 */
export async function addWorker(
  db: Db,
  spec: WorkerSpec,
  { allowPrivateEndpoints = true, registeredBy }: AddOptions = {},
): Promise<Worker> {
  if (!allowPrivateEndpoints && spec.kind === "openai" && isPrivateEndpoint(spec.baseUrl)) {
    const rule = "which this server does not ask: take a public one, or set ALLOW_PRIVATE_ENDPOINTS=true";
    throw new AssayError("invalid_input", `baseUrl: ${new URL(spec.baseUrl).host} is a private address, ${rule}.`, { field: "baseUrl" });
  }
  return db.transaction(async () => {
    const uid = await insertWorker(db, spec, registeredBy);
    const row = (await selectWorkers(db)).find((one) => one.uid === uid);
    if (!row)
      throw new AssayError("conflict", `There is a worker ${spec.name} already: remove it first, or take another name.`, { field: "name" });
    return toWorker(row);
  });
}
