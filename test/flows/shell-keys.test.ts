import { expect, test } from "vitest";
import { startTestServer } from "../support/server.ts";

interface Made {
  key: string;
}
interface Problem {
  code: string;
  detail: string;
  errors: { field: string }[];
}

const FIRST = "the-first-key-of-all";
const WITH_KEY = { EXPECTED_ACCESS_KEY: FIRST };

test("a key opens what its scopes allow, and nothing else", async () => {
  await using server = await startTestServer({ environment: WITH_KEY });
  const admin = { api_key: FIRST };
  const made = await server.call<Made>("POST", "/assay/v1/keys", { headers: admin, body: { name: "reader", scopes: ["read"] } });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    name: "reader",
    scopes: ["read"],
    requestsPerMinute: null,
    key: expect.stringMatching(/^assay_[\w-]{43}$/),
  });

  const reader = { authorization: `Bearer ${made.body.key}` };
  expect((await server.call("GET", "/assay/v1/tasks", { headers: reader })).status).toBe(200);
  expect((await server.call("GET", "/metrics", { headers: reader })).status).toBe(200);
  const refused = await server.call<Problem>("POST", "/assay/v1/keys", { headers: reader, body: { name: "more", scopes: ["admin"] } });
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({ code: "forbidden", detail: "The key reader has the scopes read; this needs admin." });
  expect((await server.call("GET", "/assay/v1/keys", { headers: admin })).body).toMatchObject({ keys: [{ name: "reader" }] });
});

test("no key and a wrong key are told apart only by their sentence", async () => {
  await using server = await startTestServer({ environment: WITH_KEY });
  for (const path of ["/assay/v1/tasks", "/assay/v1/keys", "/metrics"]) {
    const without = await server.call<Problem>("GET", path);
    const wrong = await server.call<Problem>("GET", path, { headers: { api_key: "something else" } });
    for (const { status, headers, body } of [without, wrong]) {
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toBe('Bearer realm="assay"');
      expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
      expect(body).toMatchObject({ type: "about:blank", title: "Unauthorized", status: 401, code: "unauthorized" });
    }
    expect(without.body.detail).toBe("Send a key, in the header api_key or as Authorization: Bearer.");
    expect(wrong.body.detail).toBe("The key is not known.");
  }
});

test("a key is stored as its hash, is shown once, and is dead once revoked", async () => {
  await using server = await startTestServer({ environment: WITH_KEY });
  const headers = { api_key: FIRST };
  const { key } = (await server.call<Made>("POST", "/assay/v1/keys", { headers, body: { name: "brief", scopes: ["read"] } })).body;
  const rows = JSON.stringify(await server.app.db.query("select name, encode(key_hash, 'escape') as hash, scopes from api_key"));
  expect(rows).not.toContain(key);
  expect(JSON.stringify((await server.call("GET", "/assay/v1/keys", { headers })).body)).not.toContain(key);

  const call = () => server.call("GET", "/assay/v1/tasks", { headers: { api_key: key } });
  expect((await call()).status).toBe(200);
  expect((await server.call("DELETE", "/assay/v1/keys/brief", { headers })).status).toBe(204);
  expect((await call()).status).toBe(401);
  expect((await server.call("DELETE", "/assay/v1/keys/brief", { headers })).status).toBe(404);
  const again = await server.call("POST", "/assay/v1/keys", { headers, body: { name: "brief", scopes: ["chat"] } });
  expect(again.status).toBe(201);
});

test("a wrong new key names every field at fault and makes nothing", async () => {
  await using server = await startTestServer({ environment: WITH_KEY });
  const headers = { api_key: FIRST };
  const wrong = await server.call<Problem>("POST", "/assay/v1/keys", { headers, body: { name: "a b", scopes: ["root"], budget: 1 } });
  expect(wrong.status).toBe(400);
  expect(wrong.body.code).toBe("invalid_input");
  expect(wrong.body.errors.map((error) => error.field)).toEqual(["name", "scopes[0]", "budget"]);
  const first = await server.call("POST", "/assay/v1/keys", { headers, body: { name: "twice", scopes: ["read"] } });
  const second = await server.call("POST", "/assay/v1/keys", { headers, body: { name: "twice", scopes: ["admin"] } });
  expect([first.status, second.status]).toEqual([201, 409]);
  const { body } = await server.call("GET", "/assay/v1/keys", { headers });
  expect(body).toMatchObject({ keys: [{ name: "twice", scopes: ["read"] }] });
});

test("a key with a limit gets 429 and is told when to come back", async () => {
  await using server = await startTestServer({ environment: WITH_KEY });
  const body = { name: "slow", scopes: ["read"], requestsPerMinute: 2 };
  const { key } = (await server.call<Made>("POST", "/assay/v1/keys", { headers: { api_key: FIRST }, body })).body;
  const call = () => server.call("GET", "/assay/v1/tasks", { headers: { api_key: key } });
  expect([(await call()).status, (await call()).status]).toEqual([200, 200]);
  const third = await call();
  expect(third.status).toBe(429);
  expect(Number(third.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(third.body).toMatchObject({ code: "rate_limited", detail: "The key slow allows 2 requests a minute." });
});

test("changes of one key at once are all kept", async () => {
  await using server = await startTestServer({ environment: WITH_KEY });
  const headers = { api_key: FIRST };
  await server.call("POST", "/assay/v1/keys", { headers, body: { name: "busy", scopes: ["chat"] } });
  const changes = [{ requestsPerMinute: 5 }, { tokensPerMinute: 7 }, { scopes: ["read"] }];
  const answers = await Promise.all(changes.map((body) => server.call("PATCH", "/assay/v1/keys/busy", { headers, body })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const { body } = await server.call<{ keys: object[] }>("GET", "/assay/v1/keys", { headers });
  expect(body.keys).toMatchObject([Object.assign({}, ...changes)]);
});

test("without any key everybody on this machine may call, but no foreign page", async () => {
  await using server = await startTestServer();
  expect(server.server.isOpen).toBe(true);
  expect((await server.call("GET", "/assay/v1/keys")).status).toBe(200);
  expect((await server.call("GET", "/assay/v1/keys", { headers: { authorization: "Bearer whatever-a-client-insists-on" } })).status).toBe(
    200,
  );

  const foreign: Record<string, string>[] = [
    { origin: "http://evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:3000" },
  ];
  for (const headers of foreign) {
    const refused = await server.call<Problem>("POST", "/assay/v1/keys", { headers, body: { name: "thief", scopes: ["admin"] } });
    expect([refused.status, refused.body.code]).toEqual([403, "forbidden"]);
  }
  const own = await server.call("GET", "/assay/v1/keys", { headers: { origin: server.url, "sec-fetch-site": "same-origin" } });
  expect(own.body).toEqual({ keys: [] });
});

test("the first key closes an open server", async () => {
  await using server = await startTestServer();
  const { key } = (await server.call<Made>("POST", "/assay/v1/keys", { body: { name: "first", scopes: ["admin"] } })).body;
  expect((await server.call("GET", "/assay/v1/keys")).status).toBe(401);
  expect((await server.call("GET", "/assay/v1/keys", { headers: { api_key: key } })).status).toBe(200);
});
