import { z } from "zod";
import type { Db } from "../../src/db/index.ts";
import type { JobDefinition } from "../../src/jobs/index.ts";

const input = z.strictObject({ n: z.number() });

/** A job without retries that writes one row of table `effect` per number, however often it is begun. */
export function effectJob(db: Db, onBegin: (n: number) => Promise<void>): JobDefinition<z.infer<typeof input>> {
  return {
    name: "effect",
    input,
    concurrency: 3,
    retryLimit: 0,
    handler: async ({ n }) => {
      await onBegin(n);
      await db.query("insert into effect (n) values ($1) on conflict (n) do update set times = effect.times + 1", [n]);
    },
  };
}
