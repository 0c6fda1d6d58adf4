import { z } from "zod";
import type { App } from "../../../app.ts";
import { leaderboardSchema, readLeaderboard } from "../../../evals/index.ts";
import type { ApiServer } from "../../server-types.ts";

/** `/assay/v1/leaderboard`: who is how good, and how sure that is. */
export function leaderboardRoutes(server: ApiServer, { db }: App): void {
  server.get(
    "/assay/v1/leaderboard",
    {
      config: { scope: "read" },
      schema: {
        summary: "The workers of a run, ranked as far as the evidence goes",
        querystring: z.object({ run: z.string().max(64).optional().describe("default: the newest run with scores") }),
        response: { 200: leaderboardSchema },
      },
    },
    ({ query }) => readLeaderboard(db, query.run),
  );
}
