import { z } from "zod";
import type { App } from "../../../app.ts";
import { estimatePolicies, policiesSchema } from "../../../gateway/index.ts";
import type { ApiServer } from "../../server-types.ts";

const KEPT_DAYS = 90;
/** Each policy is worked out at a stretch: 0.1 s for 10,000 requests over ten workers, in which nobody else is answered. */
const MAX_REQUESTS = 20_000;

/** `/assay/v1/policies`: what other ways to choose a worker would have achieved. */
export function policiesRoutes(server: ApiServer, { db, workers }: App): void {
  server.get(
    "/assay/v1/policies",
    {
      config: { scope: "read" },
      schema: {
        summary: "What other ways to choose a worker would have achieved, estimated from the log",
        querystring: z.strictObject({
          since: z.iso.datetime({ offset: true }).optional().describe("default: all that are kept, 90 days"),
          limit: z.coerce.number().pipe(z.int().min(1).max(MAX_REQUESTS)).default(10_000).describe("the newest requests"),
        }),
        response: { 200: policiesSchema },
      },
    },
    ({ query: { since, limit } }) => {
      const from = since === undefined ? new Date(Date.now() - KEPT_DAYS * 86_400_000) : new Date(since);
      return estimatePolicies(db, workers, { since: from, limit });
    },
  );
}
