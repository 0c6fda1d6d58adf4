import { expect, test } from "vitest";
import { buildServer } from "../../src/api/index.ts";
import { startTestServer } from "../support/server.ts";

interface Operation {
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
  security: object[];
  summary?: string;
  description: string;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: object; schemas?: object };
}

/** Routes of plugins: files of the docs, and of the console (which the list shows as a bare star). */
const FILES = /^(\/docs|\/\{\*\}$)/;

/** Fastify's own list of routes, as `GET /path` with parameters in OpenAPI's form. */
function parseRoutes(tree: string): string[] {
  const path: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const found = /^((?:│ {3}| {4})*)[├└]── ([^ ]*)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!found) return [];
    const [, indent = "", part = "", methods = ""] = found;
    path.splice(indent.length / 4, Number.POSITIVE_INFINITY, part);
    const url = path
      .join("")
      .replaceAll(/:(\w+)/g, "{$1}")
      .replace(/\*$/, "/{*}");
    return methods.split(", ").flatMap((method) => (method === "" || method === "HEAD" || FILES.test(url) ? [] : [`${method} ${url}`]));
  });
}

test("the document lists every route with its scope, summary, parameters and resolvable references", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: "the-first-key-of-all" } });
  const { body: document } = await server.call<Document>("GET", "/openapi.json");
  expect(document.openapi).toBe("3.1.0");

  await using own = await buildServer(server.app);
  await own.ready();
  const routes = parseRoutes(own.printRoutes({ commonPrefix: false }));
  expect(routes.length).toBeGreaterThan(15);
  const listed = Object.entries(document.paths).flatMap(([url, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${url}`),
  );
  expect(new Set(listed)).toEqual(new Set(routes));

  const faults = Object.entries(document.paths).flatMap(([url, item]) =>
    Object.entries(item).flatMap(([method, operation]) => faultsOf(url, operation).map((fault) => `${method} ${url}: ${fault}`)),
  );
  expect(faults).toEqual([]);
  expect(danglingReferences(document)).toEqual([]);
});

function faultsOf(url: string, { parameters = [], responses, security, summary, description }: Operation): string[] {
  const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
  const inUrl = [...url.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  const scope = security.length === 0 ? /Open\.$/ : /Needs the scope `\w+`\.$/;
  return [
    inPath.toSorted().join() === inUrl.toSorted().join() ? "" : `describes the parameters ${inPath.join()}`,
    Object.keys(responses).length > 0 ? "" : "has no response",
    summary ? "" : "has no summary",
    scope.test(description) ? "" : "does not say its scope",
  ].filter((fault) => fault !== "");
}

function follow(node: unknown, step: string): unknown {
  return (node as Record<string, unknown> | undefined)?.[step];
}

function danglingReferences(document: Document): string[] {
  const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = ""]) => pointer);
  return pointers.filter((pointer) => pointer.split("/").reduce<unknown>(follow, document) === undefined);
}

test("a reference that leads nowhere is found", () => {
  const document = { openapi: "3.1.0", paths: {}, components: { securitySchemes: { $ref: "#/components/schemas/None" } } };
  expect(danglingReferences(document)).toEqual(["components/schemas/None"]);
});

test("what the document calls open is open, and the rest is not", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: "the-first-key-of-all" } });
  const { body: document } = await server.call<Document>("GET", "/openapi.json");
  const wrong: string[] = [];
  for (const [url, item] of Object.entries(document.paths)) {
    for (const [method, { security }] of Object.entries(item)) {
      const { status } = await server.call(method.toUpperCase(), url.replaceAll(/\{[^}]+\}/g, "x"));
      if ((status === 401) !== security.length > 0) wrong.push(`${method} ${url} answered ${status}`);
    }
  }
  expect(wrong).toEqual([]);
});
