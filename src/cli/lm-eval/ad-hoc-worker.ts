import { AssayError } from "../../lib/errors.ts";
import type { WorkerSnapshot } from "../../workers/index.ts";
import { TEMPORARY_ROLE } from "../../workers/index.ts";
import type { ApiCalls } from "../command.ts";
import type { AdHocModel } from "./model-of.ts";

const MAX_NAME_LENGTH = 120;
const NAMES_TRIED = 100;

/**
 * Registers the endpoint as a worker: `model@host`, with a number behind where that is taken. Unless it is to stay, it leaves
 * the network when its run is done, and nobody else is sent to it.
 */
export async function addAdHocWorker(
  client: ApiCalls,
  model: AdHocModel,
  { apiKey, isKept }: { apiKey: string | undefined; isKept: boolean },
): Promise<string> {
  const base = nameOf(model);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}.${number}`;
    try {
      await client.post<WorkerSnapshot>("/assay/v1/workers", {
        kind: "openai",
        name,
        baseUrl: model.baseUrl,
        model: model.name,
        maxConcurrency: model.maxConcurrency,
        timeoutMs: model.timeoutMs,
        ...(apiKey !== undefined && { apiKey }),
        ...(!isKept && { roles: [TEMPORARY_ROLE] }),
      });
      return name;
    } catch (error) {
      if (!(error instanceof AssayError) || error.code !== "conflict" || number >= NAMES_TRIED) throw error;
    }
  }
}

function nameOf({ name, baseUrl }: AdHocModel): string {
  const full = `${name}@${new URL(baseUrl).host}`.replaceAll(/[^A-Za-z0-9._:@/-]/g, "-").slice(0, MAX_NAME_LENGTH);
  return full.replace(/^[^A-Za-z0-9]+/, "");
}
