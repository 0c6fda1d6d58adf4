import { z } from "zod";
import type { EvalsContext } from "../../context.ts";
import { runRegistration } from "./run-registration.ts";
import { REGISTER_JOB } from "./start-registration.ts";

/** A runner that is killed costs an attempt. */
const RETRY_LIMIT = 10;
const DAY_SECONDS = 86_000;
/** Two downloads of one file must not meet; a data directory belongs to one process. */
const AT_ONCE = 1;

/** Registrations as durable work: killed at any moment, they go on where they were. */
export function defineRegistrationJob(context: EvalsContext): void {
  context.jobs.define({
    name: REGISTER_JOB,
    input: z.strictObject({ registrationId: z.string() }),
    concurrency: AT_ONCE,
    timeoutSeconds: DAY_SECONDS,
    retryLimit: RETRY_LIMIT,
    handler: ({ registrationId }, { attempt, signal }) => runRegistration(context, registrationId, signal, attempt > RETRY_LIMIT),
  });
}
