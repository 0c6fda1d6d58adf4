import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { AssayError } from "../lib/errors.ts";
import { sendProblem } from "./errors.ts";
import type { ApiServer } from "./server-types.ts";

const BUILT_CONSOLE = fileURLToPath(new URL("../../web/dist/", import.meta.url));
const CONSOLE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Assay</title>
<h1>Assay is running</h1><p>The console is not built yet: run <code>npm run build:web</code>, then load this page again.
The API is described at <a href="/docs">/docs</a>.</p></html>`;

/** `/`: the console. Its files lie under `/assets`; any other path that a browser opens and no route knows is a page of it. */
export async function registerConsole(server: ApiServer, directory = BUILT_CONSOLE): Promise<void> {
  await server.register(fastifyStatic, {
    root: join(directory, "assets"),
    prefix: "/assets/",
    index: false,
    schemaHide: true,
    suppressWarning: true,
    maxAge: "1y",
    immutable: true,
  });
  server.setNotFoundHandler(async (request, reply) => {
    if (asksForPage(request)) return sendPage(reply, directory);
    return sendProblem(new AssayError("not_found", `There is nothing at ${request.method} ${pathOf(request)}.`), request, reply);
  });
}

function asksForPage(request: FastifyRequest): boolean {
  const path = pathOf(request);
  const isInterface = /^\/(assay|assets|v1|api|ao|chat|echo)(\/|$)/.test(path);
  const hasExtension = /\.[^/]*$/.test(path);
  return request.method === "GET" && !isInterface && !hasExtension && (request.headers.accept ?? "").includes("text/html");
}

function sendPage(reply: FastifyReply, directory: string): FastifyReply {
  void reply.code(200).headers({
    "content-security-policy": CONSOLE_POLICY,
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cache-control": "no-cache",
  });
  if (!existsSync(join(directory, "index.html"))) return reply.type("text/html; charset=utf-8").send(NOT_BUILT);
  return reply.sendFile("index.html", directory, { cacheControl: false });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "/";
}
