import type { FastifyRequest } from "fastify";
import { isLoopback } from "../config/index.ts";
import { AssayError } from "../lib/errors.ts";

/**
 * Guards a server that is open to everybody on this machine against the machine's own browser. A page elsewhere may point
 * its name at 127.0.0.1 (DNS rebinding: then Host is that name), or send requests across sites (then Fetch Metadata or Origin says so).
 * @throws AssayError `forbidden`
 */
export function refuseForeignSites(request: FastifyRequest, boundHost: string): void {
  const host = request.headers.host ?? "";
  const name = host.replace(/:\d+$/, "");
  // 0.0.0.0 is this machine to whoever connects to it, and no name that could be pointed elsewhere; pages that use it say their origin.
  if (!isLoopback(name) && name !== boundHost && name !== "0.0.0.0") {
    throw new AssayError("forbidden", `No key is configured, so requests must come to a loopback name; this one came to "${host}".`, {
      field: "host",
    });
  }
  const site = request.headers["sec-fetch-site"];
  const isNavigation = request.headers["sec-fetch-mode"] === "navigate" && request.method === "GET";
  const isForeign =
    site === undefined ? isOtherOrigin(request.headers.origin, host) : site !== "same-origin" && site !== "none" && !isNavigation;
  if (isForeign) {
    throw new AssayError("forbidden", "No key is configured, so pages of other sites may not call this server.", { field: "origin" });
  }
}

function isOtherOrigin(origin: string | undefined, host: string): boolean {
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
