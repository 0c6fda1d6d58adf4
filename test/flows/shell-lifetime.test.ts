import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, startCommand } from "../support/command-line.ts";
import { testDatabaseSettings } from "../support/database.ts";
import { startTestServer } from "../support/server.ts";

/** A worker's endpoint that holds every request until the test answers it. */
async function startHeldEndpoint() {
  const arrived: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    arrived.push(response);
    server.emit("held");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    held: async () => {
      if (arrived.length === 0) await once(server, "held");
      return arrived[0];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function serverWithHeldRequest(baseUrl: string, drainDeadlineMs: number) {
  const server = await startTestServer({ drainDeadlineMs });
  const body = { name: "held", kind: "openai", baseUrl, model: "m" };
  expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
  return { server, ping: server.call("POST", "/assay/v1/workers/held/ping", { body: {} }) };
}

test("a stopping server takes nothing new and lets what it has begun end", async () => {
  await using endpoint = await startHeldEndpoint();
  const { server, ping } = await serverWithHeldRequest(endpoint.baseUrl, 60_000);
  const response = await endpoint.held();
  const disposed = server[Symbol.asyncDispose]();
  await expect(server.call("GET", "/health")).rejects.toThrow("fetch failed");
  response?.setHeader("content-type", "application/json").end('{"data": [{"id": "m"}]}');
  expect((await ping).status).toBe(200);
  await disposed;
});

test("what does not end within the deadline is cut", async () => {
  await using endpoint = await startHeldEndpoint();
  const { server, ping } = await serverWithHeldRequest(endpoint.baseUrl, 50);
  const outcome = ping.then(
    () => "answered",
    (error: unknown) => String(error),
  );
  await endpoint.held();
  await server[Symbol.asyncDispose]();
  expect(await outcome).toBe("TypeError: fetch failed");
});

test("a server without a key does not listen where others can reach it", async () => {
  await expect(startTestServer({ environment: { HOST: "0.0.0.0" } })).rejects.toThrow(
    "HOST is 0.0.0.0, where others can reach it, and no key is configured: set EXPECTED_ACCESS_KEY, or leave HOST at 127.0.0.1.",
  );
});

test("a port that is taken is named", async () => {
  await using first = await startTestServer();
  const { port } = new URL(first.url);
  await expect(startTestServer({ environment: { PORT: port } })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken: stop what listens there, or set PORT to another.`,
  );
});

test("one server on one data directory: commands find it, a second start is refused, SIGTERM ends it in order", async () => {
  await using own = await testDatabaseSettings();
  const { dataDirectory, url } = own.settings;
  const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", ...(url !== undefined && { DATABASE_URL: url }) };
  const serverFile = join(dataDirectory, "server.json");
  await using server = startCommand(["serve", "--json"], environment, dataDirectory);
  const address = JSON.parse(await server.line()) as { url: string };
  expect(statSync(serverFile).mode & 0o777).toBe(0o600);

  expect((await runCommand(["key", "add", "kept"], environment, dataDirectory)).code).toBe(0);
  const overHttp = await fetch(`${address.url}/assay/v1/keys`);
  expect(overHttp.status).toBe(401); // the key was added in the server itself, which is no longer open

  const second = await runCommand(["serve"], environment, dataDirectory);
  expect([second.code, second.err]).toEqual([1, expect.stringMatching(/in use by process \d+: stop it, or set ASSAY_DATA_DIR/)]);

  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(existsSync(serverFile)).toBe(false);
  const list = await runCommand(["key", "list", "--json"], environment, dataDirectory);
  expect(JSON.parse(list.out)).toMatchObject({ keys: [{ name: "kept" }] });
});

test("a server.json that a killed server left is seen through", async () => {
  await using own = await testDatabaseSettings();
  const { dataDirectory, url } = own.settings;
  const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", ...(url !== undefined && { DATABASE_URL: url }) };
  await using server = startCommand(["serve", "--json"], environment, dataDirectory);
  await server.line();
  server.signal("SIGKILL");
  await server.ended;
  expect(existsSync(join(dataDirectory, "server.json"))).toBe(true);
  expect(await runCommand(["key", "list"], environment, dataDirectory)).toMatchObject({ code: 0, err: "" });
});
