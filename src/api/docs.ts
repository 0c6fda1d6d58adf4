import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import { z } from "zod";
import { VERSION } from "../lib/version.ts";
import { describeFailures } from "./describe-failures.ts";
import type { ApiServer } from "./server-types.ts";

/** `/docs`, offline; before any route that it shall list. */
export async function registerDocs(server: ApiServer): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Assay",
        version: VERSION,
        description: "A proving ground for networks of language models.",
        license: { name: "MIT", identifier: "MIT" },
      },
      components: {
        securitySchemes: {
          apiKey: { type: "apiKey", in: "header", name: "api_key" },
          bearer: { type: "http", scheme: "bearer" },
        },
      },
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input);
      const scope = input.route.config?.scope ?? "open";
      const security = scope === "open" ? [] : [{ apiKey: [] }, { bearer: [] }];
      const { answers, fails } = input.route.config ?? {};
      const hasBody = input.schema?.body !== undefined;
      const failures = describeFailures({ url, method: input.route.method, isOpen: scope === "open", hasBody, fails });
      const response = { ...failures, ...(schema as { response?: object } | undefined)?.response, ...(answers && { 200: answers }) };
      const description = scope === "open" ? "Open." : `Needs the scope \`${scope}\`.`;
      return {
        schema: {
          tags: [tagOf(url)],
          security,
          ...schema,
          response,
          description: [schema?.description, description].filter(Boolean).join(" "),
        },
        url,
      };
    },
  });
  await server.register(swaggerUi, { routePrefix: "/docs", staticCSP: true, uiConfig: { persistAuthorization: false } });
}

/** `/openapi.json`, from the schemas that validate. */
export function openapiRoutes(server: ApiServer): void {
  let text: string | undefined;
  server.get(
    "/openapi.json",
    { config: { scope: "open" }, schema: { summary: "This API as OpenAPI 3.1", response: { 200: z.unknown() } } },
    async (_request, reply) => {
      text ??= JSON.stringify(server.swagger());
      return reply
        .type("application/json")
        .serializer((body: unknown) => String(body))
        .send(text);
    },
  );
}

function tagOf(url: string): string {
  const [first = "server", second, third] = url.split("/").filter(Boolean);
  return first === "assay" && second === "v1" && third !== undefined
    ? third
    : ["v1", "chat", "echo"].includes(first)
      ? "gateway"
      : "server";
}
