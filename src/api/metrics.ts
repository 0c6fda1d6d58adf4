import { z } from "zod";
import type { App } from "../app.ts";
import type { Metrics } from "../log/index.ts";
import type { ApiServer } from "./server-types.ts";

/** Measures every request; before any route. */
export function measureRequests(server: ApiServer, metrics: Metrics): void {
  server.addHook("onRequest", async () => metrics.httpInFlight.inc());
  server.addHook("onResponse", async (request, reply) => {
    metrics.httpInFlight.dec();
    const labels = { method: request.method, route: request.routeOptions.url ?? "none", status: reply.statusCode };
    metrics.httpDuration.observe(labels, reply.elapsedTime / 1000);
  });
}

/** `/metrics` for Prometheus. */
export function metricsRoutes(server: ApiServer, { metrics }: App): void {
  server.get(
    "/metrics",
    { config: { scope: "read" }, schema: { summary: "Figures for Prometheus", response: { 200: z.string() } } },
    async (_request, reply) => {
      void reply.type(metrics.registry.contentType).serializer((text: unknown) => String(text));
      return metrics.registry.metrics();
    },
  );
}
