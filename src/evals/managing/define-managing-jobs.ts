import { z } from "zod";
import type { EvalsContext } from "../context.ts";
import { evaluateSampling } from "./evaluate-sampling.ts";
import { EVALUATE_JOB, MANAGE_JOB, REQUEST_JOB } from "./job-names.ts";
import { manageNetwork } from "./manage-network.ts";
import { requestSampling } from "./request-sampling.ts";

const DAY_SECONDS = 86_000;
/** A runner that is killed costs an attempt; the work itself is idempotent and may be taken up often. */
const RETRY_LIMIT = 20;
/** Samplings that one runner asks at the same time; each holds only its own worker. */
const AT_ONCE = 64;

/** The durable work of managed sampling: ask, score, and look by the clock whom to ask next. */
export function defineManagingJobs(context: EvalsContext): void {
  const { jobs } = context;
  const input = z.strictObject({ samplingId: z.string() });
  jobs.define({
    name: REQUEST_JOB,
    input,
    concurrency: AT_ONCE,
    timeoutSeconds: DAY_SECONDS,
    retryLimit: RETRY_LIMIT,
    handler: ({ samplingId }, { signal }) => requestSampling(context, samplingId, signal),
  });
  jobs.define({
    name: EVALUATE_JOB,
    input,
    concurrency: 2,
    retryLimit: RETRY_LIMIT,
    handler: ({ samplingId }) => evaluateSampling(context, samplingId),
  });
  jobs.define({ name: MANAGE_JOB, input: z.strictObject({}), timeoutSeconds: DAY_SECONDS, handler: () => manageNetwork(context) });
}
