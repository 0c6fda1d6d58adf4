import type { App } from "../../../app.ts";
import { ballotPageSchema, ballotQuerySchema, ballotSchema, castBallot, listBallots, voteSchema } from "../../../preferences/index.ts";
import type { ApiServer } from "../../server-types.ts";

/** `/assay/v1/votes`: what people say of answers that were shown to them. */
export function votesRoutes(server: ApiServer, { db, showings, log }: Pick<App, "db" | "showings" | "log">): void {
  server.post(
    "/assay/v1/votes",
    {
      config: { scope: "chat" },
      schema: { summary: "Vote on a comparison; the answer says who is who", body: voteSchema, response: { 200: ballotSchema } },
    },
    async ({ body, caller }) => {
      const ballot = await castBallot({ db, showings, now: () => new Date() }, caller?.name ?? "anybody", body);
      log.info({ vote: ballot.id, comparison: ballot.comparison, choice: ballot.choice }, "vote cast");
      return ballot;
    },
  );

  server.get(
    "/assay/v1/votes",
    {
      config: { scope: "read" },
      schema: { summary: "A page of votes, the newest first", querystring: ballotQuerySchema, response: { 200: ballotPageSchema } },
    },
    ({ query }) => listBallots(db, query),
  );
}
