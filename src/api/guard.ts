import assert from "node:assert/strict";
import type { FastifyRequest } from "fastify";
import { AssayError } from "../lib/errors.ts";
import type { KeyRing } from "./key-ring.ts";
import { tellLimits, type Rates } from "./rate-headers.ts";
import { refuseForeignSites } from "./refuse-foreign-sites.ts";
import { allows, ANYBODY, type Caller } from "./scope.ts";
import type { ApiServer } from "./server-types.ts";

/** Files of the console and the docs, whose routes are made by plugins that know no scopes. */
const PLUGIN_ROUTE = /^\/(assets|docs)(\/|$)/;

interface GuardInput {
  keys: KeyRing;
  boundHost: string;
  rates: Rates;
}

/** Lets a request reach its handler only with a key that has the route's scope and is within its limit. Before any route. */
export function guardRoutes(server: ApiServer, { keys, boundHost, rates }: GuardInput): void {
  server.addHook("onRoute", (route) => {
    if (PLUGIN_ROUTE.test(route.url)) route.config = { ...route.config, scope: "open" };
    assert(route.config?.scope !== undefined, `The route ${String(route.method)} ${route.url} must state its scope.`);
  });
  server.addHook("onRequest", async (request, reply) => {
    if (request.is404) return;
    const scope = request.routeOptions.config.scope;
    assert(scope !== undefined, "onRoute refuses a route without a scope");
    const key = keyOf(request);
    if (scope === "open") return;
    const caller = (key === undefined ? null : await keys.find(key)) ?? (await anybody(keys, request, boundHost));
    if (caller === null) {
      throw new AssayError(
        "unauthorized",
        key === undefined ? "Send a key, in the header api_key or as Authorization: Bearer." : "The key is not known.",
      );
    }
    const wait = takeRequest(caller, rates);
    tellLimits(caller, rates, reply);
    if (wait) throw wait;
    if (!allows(caller, scope)) {
      throw new AssayError("forbidden", `The key ${caller.name} has the scopes ${caller.scopes.join(", ")}; this needs ${scope}.`);
    }
    request.caller = caller;
  });
  // What is left once the answer is there; a stream's head was sent before.
  server.addHook("onSend", async ({ caller }, reply) => void (caller && tellLimits(caller, rates, reply)));
}

/** @returns why the request comes too early */
function takeRequest({ name, requestsPerMinute }: Caller, { requests }: Rates): AssayError | undefined {
  if (requestsPerMinute === null) return undefined;
  const retryAfterMs = requests.take(name, requestsPerMinute);
  if (retryAfterMs === 0) return undefined;
  return new AssayError("rate_limited", `The key ${name} allows ${requestsPerMinute} requests a minute.`, {
    retryAfterMs,
    limit: "requests",
  });
}

/** Where no key is configured everybody on this machine may call; a client that insists on sending some key too. */
async function anybody(keys: KeyRing, request: FastifyRequest, boundHost: string): Promise<Caller | null> {
  if (!(await keys.isOpen())) return null;
  refuseForeignSites(request, boundHost);
  return ANYBODY;
}

function keyOf(request: FastifyRequest): string | undefined {
  const header = request.headers["api_key"];
  if (typeof header === "string" && header !== "") return header;
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}
