import { z } from "zod";
import type { App } from "../app.ts";
import type { Metrics } from "../log/index.ts";
import type { ApiServer } from "./server-types.ts";

/** What a log calls a request whose caller left. */
const CALLER_LEFT = 499;

/** Measures every request; before any route. */
export function measureRequests(server: ApiServer, { httpInFlight, httpDuration }: Metrics): void {
  server.addHook("onRequest", (request, reply, done) => {
    const { raw } = reply;
    const startedAt = performance.now();
    httpInFlight.inc();
    // Fastify's onResponse does not come when the caller leaves.
    raw.once("close", () => {
      httpInFlight.dec();
      const status = raw.writableEnded ? raw.statusCode : CALLER_LEFT;
      const labels = { method: request.method, route: request.routeOptions.url ?? "none", status };
      httpDuration.observe(labels, (performance.now() - startedAt) / 1000);
    });
    done();
  });
}

/** `/metrics` for Prometheus. */
export function metricsRoutes(server: ApiServer, { metrics }: App): void {
  server.get(
    "/metrics",
    { config: { scope: "read" }, schema: { summary: "Figures for Prometheus", produces: ["text/plain"], response: { 200: z.string() } } },
    async (_request, reply) => {
      void reply.type(metrics.registry.contentType).serializer((text: unknown) => String(text));
      return metrics.registry.metrics();
    },
  );
}
