import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, startCommand } from "../support/command-line.ts";
import { temporaryDirectory, testDatabaseSettings } from "../support/database.ts";
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

/** A server in a process of its own, once it listens. */
async function startServing(settings: { dataDirectory: string; url?: string }) {
  const { dataDirectory, url } = settings;
  const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", ...(url !== undefined && { DATABASE_URL: url }) };
  const server = startCommand(["serve", "--json"], environment, dataDirectory);
  const address = JSON.parse(await server.line()) as { url?: string; error?: unknown };
  expect(address).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  return {
    ...server,
    url: address.url ?? "",
    serverFile: join(dataDirectory, "server.json"),
    command: (...argv: string[]) => runCommand(argv, environment, dataDirectory),
  };
}

test("commands find the server on their data, and SIGTERM ends it in order", async () => {
  await using own = await testDatabaseSettings();
  await using server = await startServing(own.settings);
  expect(statSync(server.serverFile).mode & 0o777).toBe(0o600);
  expect((await server.command("key", "add", "kept")).code).toBe(0);
  // The command has reached the server itself: with a key it is open no longer.
  expect((await fetch(`${server.url}/assay/v1/keys`)).status).toBe(401);

  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(existsSync(server.serverFile)).toBe(false);
  expect(JSON.parse((await server.command("key", "list", "--json")).out)).toMatchObject({ keys: [{ name: "kept" }] });
});

test("a second start on one embedded database is refused, and the first goes on", async () => {
  using directory = temporaryDirectory();
  await using server = await startServing({ dataDirectory: directory.path });
  const second = await server.command("serve");
  expect([second.code, second.err]).toEqual([1, expect.stringMatching(/in use by process \d+: stop it, or set ASSAY_DATA_DIR/)]);
  expect((await fetch(`${server.url}/ready`)).status).toBe(200);
});

test("what a killed server left is seen through", async () => {
  await using own = await testDatabaseSettings();
  await using server = await startServing(own.settings);
  server.signal("SIGKILL");
  await server.ended;
  expect(existsSync(server.serverFile)).toBe(true);
  expect(await server.command("key", "list")).toMatchObject({ code: 0, err: "" });
});
