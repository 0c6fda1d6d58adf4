import { randomBytes, randomUUID } from "node:crypto";
import Fastify, { LogController, type FastifyBaseLogger } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { App } from "../app.ts";
import { isWorkerConnecting } from "./assay/v1/connect.ts";
import { answerBrokenRequest } from "./answer-broken-request.ts";
import { registerConsole } from "./console.ts";
import { registerDocs } from "./docs.ts";
import { sendProblem } from "./errors.ts";
import { guardRoutes } from "./guard.ts";
import { createKeyRing } from "./key-ring.ts";
import { measureRequests } from "./metrics.ts";
import { registerRoutes } from "./routes.ts";
import type { ApiServer } from "./server-types.ts";

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
const LOCAL_TOKEN_BYTES = 32;

interface BuildOptions {
  /** A key with every scope for the command line on this machine. Default: a fresh random one that nobody knows. */
  localToken?: string;
}

/** Builds the one HTTP server over an app. It listens nowhere yet: `listen` or `inject` it, and `close` it. */
export async function buildServer(app: App, { localToken = newLocalToken() }: BuildOptions = {}): Promise<ApiServer> {
  const { config, db } = app;
  const log: FastifyBaseLogger = app.log;
  const server: ApiServer = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    http: { maxHeaderSize: MAX_HEADER_BYTES, shouldUpgradeCallback: isWorkerConnecting },
    requestTimeout: REQUEST_TIMEOUT_MS,
    // No less than a request line may hold: too long a name is told by its schema, in the form of its interface.
    routerOptions: { maxParamLength: MAX_HEADER_BYTES, ignoreTrailingSlash: true },
    genReqId: () => `req_${randomUUID().replaceAll("-", "")}`,
    clientErrorHandler: answerBrokenRequest,
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
  }).withTypeProvider();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  // Besides having no use here, it is what a foreign page may send without asking.
  server.removeContentTypeParser("text/plain");
  server.decorateRequest("caller", null);
  server.setErrorHandler(sendProblem);
  server.addHook("onRequest", async ({ id }, reply) => void reply.headers({ "x-content-type-options": "nosniff", "x-request-id": id }));
  const keys = createKeyRing({ db, expectedKey: config.expectedAccessKey?.reveal(), localToken });
  guardRoutes(server, { keys, boundHost: config.server.host, rates: app.gateway.rates });
  await registerDocs(server);
  await registerConsole(server);
  measureRequests(server, app.metrics);
  registerRoutes(server, app, keys);
  return server;
}

/** A key for `server.json`. */
export function newLocalToken(): string {
  return randomBytes(LOCAL_TOKEN_BYTES).toString("base64url");
}
