import type { App } from "../../../app.ts";
import { listRequests, listUsage, requestPageSchema, requestQuerySchema, usageQuerySchema, usageSchema } from "../../../gateway/index.ts";
import type { ApiServer } from "../../server-types.ts";

const config = { scope: "admin" } as const;

/** `/assay/v1/requests`: who asked what of whom, what came of it and what it cost; `/assay/v1/usage`: the same by key and day. */
export function requestsRoutes(server: ApiServer, { db, gateway }: App): void {
  server.get(
    "/assay/v1/requests",
    {
      config,
      schema: {
        summary: "Requests to the network, the newest first; never their text",
        querystring: requestQuerySchema,
        response: { 200: requestPageSchema },
      },
    },
    ({ query }) => listRequests(db, query),
  );

  server.get(
    "/assay/v1/usage",
    { config, schema: { summary: "What each key used on each day", querystring: usageQuerySchema, response: { 200: usageSchema } } },
    ({ query }) => listUsage(db, query, gateway.now()),
  );
}
