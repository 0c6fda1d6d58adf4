import { z } from "zod";
import { JUDGED_POLICIES } from "./policy-chances.ts";

const figureSchema = z.object({ value: z.number(), low: z.number(), high: z.number() }).describe("with its interval of 95 %");
const policyFigureSchema = z.object({
  weighted: figureSchema.nullable().describe("self-normalised inverse propensity"),
  doublyRobust: figureSchema.nullable(),
});

const policyEstimateSchema = z.object({
  policy: z.enum(JUDGED_POLICIES),
  support: z
    .enum(["full", "partial", "none"])
    .describe("none: the log never or hardly ever tried what it would do, there are no figures; partial: they are of the tried part only"),
  supportedShare: z.number().describe("of its choices, the share that the log could have made"),
  untried: z.array(z.int()).describe("uids that it would ask and that were never asked"),
  effectiveRequests: z.number().describe("so many equally weighted requests the figures are worth"),
  success: policyFigureSchema.nullable().describe("share of good answers of the worker that it asks first"),
  firstTokenMs: policyFigureSchema.nullable().describe("mean over good answers that were streamed"),
  durationMs: policyFigureSchema.nullable().describe("mean over good answers"),
  cost: policyFigureSchema.nullable().describe("mean over good answers, in micro-units of the account currency, at the prices of now"),
});

/** What other ways to choose would have achieved. */
export const policiesSchema = z.object({
  since: z.iso.datetime(),
  requests: z.int().describe("requests that were read, the newest"),
  used: z.int().describe("those that tell how a choice turned out"),
  leftOut: z.object({
    no_choice: z.int().describe("there was nobody to choose between, or too many to keep"),
    named: z.int().describe("the caller chose"),
    unseen: z.int().describe("what a worker would have answered is not known: it was dropped for a faster one, or the caller left"),
  }),
  logged: z
    .object({ answers: z.int(), success: figureSchema })
    .nullable()
    .describe("the workers that the choices fell on, as they were asked"),
  policies: z.array(policyEstimateSchema),
});
export type Policies = z.infer<typeof policiesSchema>;
