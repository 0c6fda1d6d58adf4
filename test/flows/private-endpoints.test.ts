import { expect, test } from "vitest";
import { answer, startUpstream } from "../support/upstream.ts";
import { startTestServer } from "../support/server.ts";

const PRIVATE = [
  "http://127.0.0.1:1/v1",
  "http://[::1]:1/v1",
  "http://10.0.0.1/v1",
  "http://169.254.169.254/latest",
  "http://localhost:1/v1",
];

test("a server that may not ask private addresses refuses such workers, by the field, and changes nothing", async () => {
  await using server = await startTestServer({ environment: { ALLOW_PRIVATE_ENDPOINTS: "false" } });
  for (const baseUrl of PRIVATE) {
    const { status, body } = await server.call("POST", "/assay/v1/workers", { body: { name: "w", kind: "openai", baseUrl, model: "m" } });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/is a private address, which this server does not ask/) },
    });
  }
  expect((await server.call("GET", "/assay/v1/workers")).body).toEqual({ workers: [] });
});

test("a server for this machine alone may ask them", async () => {
  await using upstream = await startUpstream(answer("hi"));
  await using server = await startTestServer();
  const body = { name: "w", kind: "openai", baseUrl: upstream.baseUrl, model: "m" };
  expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
});
