import { z } from "zod";
import { ENDPOINTS } from "./driver.ts";

/** A worker as it is at this moment: what choices are made over, and what the outside sees. */
export const workerSnapshotSchema = z.object({
  uid: z.int(),
  name: z.string(),
  kind: z.enum(["openai", "replay", "simulated", "pull"]),
  simulated: z.boolean(),
  owner: z.string().nullable(),
  roles: z.array(z.string()),
  model: z.string().nullable(),
  endpoints: z.array(z.enum(ENDPOINTS)).describe("which of OpenAI's endpoints it answers"),
  state: z.enum(["registered", "serving", "cooling", "gone", "paused", "draining"]),
  inputPrice: z.int().describe("micro-units of the account currency per million tokens"),
  outputPrice: z.int(),
  maxConcurrency: z.int(),
  concurrency: z.int().describe("requests that it gets at once now: fewer than maxConcurrency after it said 429"),
  inFlight: z.int().describe("requests being answered"),
  queued: z.int().describe("requests that wait for a slot or for the circuit"),
  answered: z.int().describe("since the process started"),
  failed: z.int(),
  faults: z.record(z.string(), z.int()),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  lastSuccessAt: z.iso.datetime().nullable(),
  incentive: z.object({ value: z.number(), low: z.number(), high: z.number() }),
});
export type WorkerSnapshot = z.infer<typeof workerSnapshotSchema> & {
  /** The host where it is asked, or from which it is connected; null or undefined: nowhere but in this process. In no view. */
  address?: string | null;
};
