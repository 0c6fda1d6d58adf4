import { randomUUID } from "node:crypto";
import type { Db } from "../../../db/index.ts";
import type { JobEngine } from "../../../jobs/index.ts";
import type { RegistrationInput } from "./registration.ts";
import { insertRegistration } from "./store.ts";

export const REGISTER_JOB = "datasets.register";

/** Stores what is wanted and starts the job that does it, in one transaction. @returns the registration's id */
export async function startRegistration(
  { db, jobs, now }: { db: Db; jobs: JobEngine; now(): Date },
  input: RegistrationInput,
): Promise<string> {
  const id = randomUUID();
  await db.transaction(async () => {
    await insertRegistration(db, id, input, now());
    await jobs.start(REGISTER_JOB, { registrationId: id }, { id });
  });
  return id;
}
