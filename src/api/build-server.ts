import Fastify, { type FastifyBaseLogger } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { App } from "../app.ts";
import { sendProblem } from "./errors.ts";
import type { ApiServer } from "./server-types.ts";

const MAX_BODY_BYTES = 1024 * 1024;

/** Builds the one HTTP server over an app. It listens nowhere yet: `listen` or `inject` it, and `close` it. */
export async function buildServer(app: App): Promise<ApiServer> {
  const log: FastifyBaseLogger = app.log;
  const server: ApiServer = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    loggerInstance: log,
    disableRequestLogging: true,
  }).withTypeProvider();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.decorateRequest("caller", null);
  server.setErrorHandler(sendProblem);
  return server;
}
