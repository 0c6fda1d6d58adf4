import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Caller, Scope } from "./scope.ts";

/** The server that route files register on: bodies, queries and replies are typed by their zod schemas. */
export type ApiServer = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

declare module "fastify" {
  interface FastifyContextConfig {
    /** The scope that a key needs for this route; `open`: anybody may call it. Every route states it. */
    scope?: Scope | "open";
    /** For the docs: what it answers with status 200, as OpenAPI says it, where no response schema does. */
    answers?: { description: string; content: Record<string, { schema: object; example?: unknown }> };
    /** For the docs: statuses of failures beside those of every route of its kind. */
    fails?: readonly number[];
  }
  interface FastifyRequest {
    /** Who calls; null on an open route without a key. */
    caller: Caller | null;
  }
}
