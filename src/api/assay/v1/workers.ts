import { z } from "zod";
import type { App } from "../../../app.ts";
import { AssayError } from "../../../lib/errors.ts";
import {
  addWorker,
  removeWorker,
  requireOwn,
  setDuty,
  workerSnapshotSchema,
  workerSpecSchema,
  type WorkerSnapshot,
} from "../../../workers/index.ts";
import { allows, type Caller } from "../../scope.ts";
import type { ApiServer } from "../../server-types.ts";

const PING_TIMEOUT_MS = 10_000;
const params = z.strictObject({ name: z.string().max(128) });
const pingSchema = z.object({ worker: z.string(), durationMs: z.number(), models: z.array(z.string()) });

/** Each word of the operator, what it makes of a worker, and what it means. */
const DUTIES = [
  ["pause", "paused", "Let a worker take nothing new: what it is answering ends, who waits is turned away, runs wait"],
  ["drain", "draining", "Let a worker finish what it took, and take nothing new"],
  ["resume", "on", "Let a paused or drained worker take requests again"],
] as const;

/** `/assay/v1/workers`: who answers prompts. */
export function workersRoutes(server: ApiServer, app: App): void {
  server.get(
    "/assay/v1/workers",
    {
      config: { scope: "read" },
      schema: { summary: "List workers as they are now", response: { 200: z.object({ workers: z.array(workerSnapshotSchema) }) } },
    },
    async () => ({ workers: app.workers.list() }),
  );

  server.post(
    "/assay/v1/workers",
    {
      config: { scope: "worker" },
      schema: { summary: "Register a worker", body: workerSpecSchema, response: { 201: workerSnapshotSchema } },
    },
    async ({ body, caller }, reply) => {
      const registeredBy = isOperator(caller) ? undefined : caller?.name;
      const { uid } = await addWorker(app.db, body, { allowPrivateEndpoints: app.config.allowPrivateEndpoints, registeredBy });
      await app.workers.reload();
      app.log.info({ worker: body.name, kind: body.kind, uid }, "worker added");
      return reply.code(201).send(requireWorker(app, body.name));
    },
  );

  server.delete(
    "/assay/v1/workers/:name",
    {
      config: { scope: "worker" },
      schema: { summary: "Take a worker out of the network; its answers stay", params, response: { 204: z.null() } },
    },
    async ({ params: { name }, caller }, reply) => {
      await mayChange(app, name, caller);
      await removeWorker(app.db, name);
      await app.workers.reload();
      app.log.info({ worker: name }, "worker removed");
      return reply.code(204).send(null);
    },
  );

  for (const [verb, duty, summary] of DUTIES) {
    server.post(
      `/assay/v1/workers/:name/${verb}`,
      { config: { scope: "worker" }, schema: { summary, params, response: { 200: workerSnapshotSchema } } },
      async ({ params: { name }, caller }) => {
        await mayChange(app, name, caller);
        await setDuty(app.db, name, duty);
        await app.workers.reload();
        app.log.info({ worker: name, duty }, "worker's duty set");
        return requireWorker(app, name);
      },
    );
  }

  server.post(
    "/assay/v1/workers/:name/ping",
    { config: { scope: "read" }, schema: { summary: "Ask whether a worker is there", params, response: { 200: pingSchema } } },
    async ({ params: { name } }) => {
      const { uid } = requireWorker(app, name);
      return { worker: name, ...(await app.workers.probe(uid, { timeoutMs: PING_TIMEOUT_MS })) };
    },
  );
}

/** A key with the scope worker may change what it has registered itself, and nobody else's. */
async function mayChange({ db }: App, name: string, caller: Caller | null): Promise<void> {
  if (caller && !isOperator(caller)) await requireOwn(db, name, caller.name);
}

function isOperator(caller: Caller | null): boolean {
  return caller !== null && allows(caller, "admin");
}

function requireWorker({ workers }: App, name: string): WorkerSnapshot {
  const worker = workers.find(name);
  if (worker) return worker;
  throw new AssayError("not_found", `There is no worker ${name}: \`assay worker list\` names them.`, { field: "name" });
}
