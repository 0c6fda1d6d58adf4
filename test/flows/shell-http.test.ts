import { request } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { buildServer } from "../../src/api/index.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const HTML = { accept: "text/html,application/xhtml+xml" };

async function rawStatus(server: TestServer, headers: Record<string, string>): Promise<number | undefined> {
  const call = request(`${server.url}/assay/v1/tasks`, { headers }).end();
  const [response] = await once(call, "response");
  await text(response);
  return response.statusCode;
}

test("alive and ready are told apart: without its database the process lives, and says which part is gone", async () => {
  await using server = await startTestServer();
  expect((await server.call("GET", "/ready")).body).toEqual({ status: "ready", parts: { database: "ok", server: "ok" } });
  await server.app.db[Symbol.asyncDispose]();

  expect((await server.call("GET", "/health")).status).toBe(200);
  const ready = await server.call("GET", "/ready");
  expect([ready.status, ready.body]).toEqual([503, { status: "unavailable", parts: { database: "does not answer", server: "ok" } }]);
  const refused = await server.call("GET", "/assay/v1/runs");
  expect([refused.status, refused.body]).toEqual([503, expect.objectContaining({ code: "unavailable" })]);
});

test("a stopping server is not ready", async () => {
  await using server = await startTestServer();
  server.app.stop();
  expect((await server.call("GET", "/ready")).body).toMatchObject({ status: "unavailable", parts: { server: "stopping" } });
});

test.each([
  ["an unknown path", "GET", "/assay/v1/nothing", {}, 404, { code: "not_found", detail: "There is nothing at GET /assay/v1/nothing." }],
  ["a wrong method", "PUT", "/assay/v1/keys", {}, 404, { code: "not_found" }],
  ["no body", "POST", "/assay/v1/keys", {}, 400, { code: "invalid_input" }],
  ["a body that is too large", "POST", "/assay/v1/keys", { body: { name: "x".repeat(2 ** 20) } }, 413, { code: "too_large" }],
  ["a form", "POST", "/assay/v1/keys", { body: 1, headers: { "content-type": "text/plain" } }, 415, { code: "invalid_input" }],
])("%s is refused as a problem", async (_what, method, path, options, status, body) => {
  await using server = await startTestServer();
  const answer = await server.call(method, path, options);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ type: "about:blank", status, ...body });
});

test("headers have a limit, and a name that is not ours is refused while no key is configured", async () => {
  await using server = await startTestServer();
  expect(await rawStatus(server, { "x-long": "x".repeat(20_000) })).toBe(431);
  expect(await rawStatus(server, { host: "rebound.example" })).toBe(403);
  expect(await rawStatus(server, { host: "localhost:1" })).toBe(200);
});

test("a name in a path that is too long is refused as any other wrong field is", async () => {
  await using server = await startTestServer();
  for (const path of ["/assay/v1/datasets/", "/assay/v1/keys/", "/assay/v1/pools/"]) {
    const { status, body } = await server.call<{ code: string }>("DELETE", path + "n".repeat(5000));
    expect({ path, status, code: body.code }).toEqual({ path, status: 400, code: "invalid_input" });
  }
});

test("a bug of ours answers 500 and tells nothing of itself", async () => {
  await using server = await startTestServer();
  await using own = await buildServer(server.app);
  own.get("/boom", { config: { scope: "open" } }, () => {
    throw new Error("connection string postgres://user:password@host");
  });
  const answer = await own.inject("/boom");
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    type: "about:blank",
    title: "Internal error",
    status: 500,
    detail: "Something went wrong inside Assay; its log says what.",
    code: "internal",
  });
});

test("a route that states no scope cannot be registered", async () => {
  await using server = await startTestServer();
  await using own = await buildServer(server.app);
  expect(() => own.get("/unguarded", async () => "everything")).toThrow("The route GET /unguarded must state its scope.");
});

test("every request is measured by its route, not by its URL", async () => {
  await using server = await startTestServer();
  await server.call("GET", "/assay/v1/tasks/gsm8k");
  await server.call("GET", "/assay/v1/tasks/no-such-task");
  const { body } = await server.call<string>("GET", "/metrics");
  expect(body).toContain('assay_http_request_duration_seconds_count{method="GET",route="/assay/v1/tasks/:name",status="200"} 1');
  expect(body).toContain('assay_http_request_duration_seconds_count{method="GET",route="/assay/v1/tasks/:name",status="404"} 1');
  expect(body).not.toContain("no-such-task");
});

test("the console answers what a browser opens, under a policy, and nothing else", async () => {
  await using server = await startTestServer();
  for (const path of ["/", "/runs/abc"]) {
    const page = await server.call<string>("GET", path, { headers: HTML });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  }
  for (const path of ["/runs/abc.js", "/assets/none.js", "/assets/../../package.json", "/assay/v1/none", "/v1/none"]) {
    expect((await server.call("GET", path, { headers: HTML })).status).toBe(404);
  }
});

test("the docs need nothing from elsewhere", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: "the-first-key-of-all" } });
  const page = await server.call<string>("GET", "/docs");
  expect(page.status).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="https?:/);
  const script = /src="(\.\/)?([^"]*swagger-ui-bundle\.js)"/.exec(page.body)?.[2];
  expect((await server.call("GET", `/docs/${script?.replace(/^\/?docs\//, "")}`)).status).toBe(200);
});
