import { z } from "zod";
import type { App } from "../app.ts";
import { VERSION } from "../lib/version.ts";
import type { ApiServer } from "./server-types.ts";
import { pingDatabase } from "./store.ts";

const READY_TIMEOUT_MS = 2000;
const config = { scope: "open" } as const;

const healthSchema = z.object({ status: z.literal("ok"), version: z.string(), instance: z.string() });
const readySchema = z.object({ status: z.enum(["ready", "unavailable"]), parts: z.record(z.string(), z.string()) });

/** `/health`: the process lives. `/ready`: it can do its work, or which part cannot. */
export function healthRoutes(server: ApiServer, { db, instance, signal, log }: App): void {
  server.get("/health", { config, schema: { summary: "The process lives", response: { 200: healthSchema } } }, async () => ({
    status: "ok" as const,
    version: VERSION,
    instance,
  }));

  server.get(
    "/ready",
    { config, schema: { summary: "Every part works, or which does not", response: { 200: readySchema, 503: readySchema } } },
    async (_request, reply) => {
      const database = await withinTime(pingDatabase(db)).then(
        () => "ok",
        (error: unknown) => {
          log.warn({ err: error }, "database does not answer");
          return "does not answer";
        },
      );
      const parts = { database, server: signal.aborted ? "stopping" : "ok" };
      const isReady = Object.values(parts).every((state) => state === "ok");
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ready" : "unavailable", parts });
    },
  );
}

async function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${READY_TIMEOUT_MS} ms`)), READY_TIMEOUT_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
