import { z } from "zod";
import { raceSettingsSchema } from "./race-settings.ts";

const judgedPairSchema = z.object({
  first: z.int().describe("uid"),
  second: z.int().describe("uid"),
  state: z
    .enum(["open", "resolved", "implied", "given_up", "not_needed"])
    .describe("implied: follows from other pairs; given_up: the benchmark has hardly enough documents for it"),
  better: z.int().nullable().describe("uid of the better one; null while neither is known to be"),
  documents: z.int().describe("documents on which the two were compared"),
  e: z.number().describe("the larger of the two stakes that either is better"),
  documentsNeeded: z.int().nullable().describe("about how many more documents would resolve it; null: it is known, or never at this rate"),
});
export type JudgedPair = z.infer<typeof judgedPairSchema>;

/** The last judgement of a race, as it is stored. */
export const judgedRaceSchema = z.object({
  ended: z.enum(["goal", "exhausted"]).nullable(),
  position: z.int(),
  callsNeeded: z.int().nullable(),
  pairs: z.array(judgedPairSchema),
});
export type JudgedRace = z.infer<typeof judgedRaceSchema>;

const openPairSchema = z.object({
  a: z.string(),
  b: z.string(),
  documents: z.int(),
  documentsNeeded: z.int().nullable(),
  state: z.enum(["open", "given_up"]),
});

/** How far a race is. */
export const raceViewSchema = raceSettingsSchema.extend({
  ended: z
    .enum(["goal", "exhausted", "budget"])
    .nullable()
    .describe(
      "goal: all that was asked for is known; exhausted: the documents are used up or too few for what is left; budget: it was spent first",
    ),
  position: z.int().describe("documents of the shared order that have been judged"),
  racing: z.int().describe("workers that are still asked"),
  pairs: z.int(),
  known: z.int().describe("pairs of which the better one is known"),
  open: z.int(),
  givenUp: z.int(),
  notNeeded: z.int(),
  callsNeeded: z.int().nullable().describe("about how many more calls the open pairs take; null: nothing is foreseen"),
  unresolved: z.array(openPairSchema).describe("open and given up pairs, at most 20, those first that need the fewest documents"),
});
export type RaceView = z.infer<typeof raceViewSchema>;
