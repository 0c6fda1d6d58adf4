import { expect, test } from "vitest";
import { testDatabaseSettings } from "../support/database.ts";
import { killAtRandom } from "../support/kill-at-random.ts";

/** `ASSAY_KILLS=50` for the long form. */
const KILLS = Number(process.env["ASSAY_KILLS"] ?? 5);
const SEED = Number(process.env["ASSAY_KILLS_SEED"] ?? 11);
const TIMEOUT_MS = 180_000 + KILLS * 20_000;

/**
 * Goal: runs, managed samplings and registrations of datasets survive SIGKILL at any moment. Method: servers that work on all
 * three are killed at moments of a seeded generator; the last one finishes, and the tables are counted.
 */
test(
  "runs, samplings and registrations survive SIGKILL at random moments: nothing lost, nothing twice",
  { timeout: TIMEOUT_MS },
  async () => {
    await using own = await testDatabaseSettings();
    let state = SEED;
    const random = () => {
      // Park and Miller's generator: the moments are the same in every run, as far as the machine is.
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const lines: string[] = [];
    await killAtRandom({ settings: own.settings, kills: KILLS, random, log: (line) => lines.push(line) });
    expect(lines).toHaveLength(KILLS);
  },
);
