import type { App } from "../../app.ts";
import { AssayError } from "../../lib/errors.ts";
import type { ApiServer } from "../server-types.ts";
import { chatCompletionsRoute } from "./chat/completions.ts";
import { completionsRoute } from "./completions.ts";
import { embeddingsRoute } from "./embeddings.ts";
import { modelsRoutes } from "./models.ts";
import { sendOpenaiError } from "./openai-error.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The bytes of a JSON body as they came, on routes that forward them. */
    rawJson?: Buffer;
  }
}

/** `/v1`: OpenAI's interface, with errors in its own form. */
export function openaiRoutes(server: ApiServer, app: Pick<App, "gateway">): void {
  void server.register(async (scope: ApiServer) => {
    scope.setErrorHandler(sendOpenaiError);
    const parse = scope.getDefaultJsonParser("error", "error");
    scope.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
      request.rawJson = body as Buffer;
      parse(request, body.toString(), done);
    });
    chatCompletionsRoute(scope, app);
    completionsRoute(scope, app);
    embeddingsRoute(scope, app);
    modelsRoutes(scope, app);
    scope.all("/v1/*", { config: { scope: "open" }, schema: { hide: true } }, async ({ method, url }) => {
      throw new AssayError("not_found", `There is nothing at ${method} ${url.split("?", 1)[0] ?? url}.`);
    });
  });
}
