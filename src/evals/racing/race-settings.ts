import { z } from "zod";

/** Every pair is compared: 200 workers are 19,900 pairs. */
export const MAX_RACING_WORKERS = 200;

/** Why a worker that was still racing is not asked any more. */
export const SPENT_IN_RACE = "the run's budget was spent before all pairs were resolved";

/** How a run asks no more than it takes to tell its workers apart. */
export const raceSettingsSchema = z.strictObject({
  /** `pairs`: the order of all workers; `{"top": 3}`: which three are the best. */
  goal: z.union([
    z.literal("pairs"),
    z.strictObject({
      top: z
        .int()
        .min(1)
        .max(MAX_RACING_WORKERS - 1),
    }),
  ]),
  /** The chance that is accepted that any pair at all is claimed wrongly. */
  alpha: z.number().gt(0).max(0.5).default(0.05),
  /** `population`: who is better on documents like these; `benchmark`: who scores higher on all documents of the run. */
  claim: z.enum(["population", "benchmark"]).default("population"),
  /** A pair whose chance to be resolved by the last document falls below this is given up; 0: none is. */
  giveUpBelow: z.number().min(0).max(0.5).default(0.05),
});

export type RaceSettings = z.infer<typeof raceSettingsSchema>;
