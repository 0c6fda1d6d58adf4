import { expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

const ADMIN = "sesame-open-yourself";

async function keyOf(server: TestServer, name: string): Promise<Record<string, string>> {
  const answer = await server.call<{ key: string }>("POST", "/assay/v1/keys", {
    body: { name, scopes: ["worker"] },
    headers: { api_key: ADMIN },
  });
  return { api_key: answer.body.key };
}

test("a key with the scope worker changes and removes what it has registered itself, and nobody else's", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: ADMIN } });
  const [mine, yours, operator] = [await keyOf(server, "mine"), await keyOf(server, "yours"), { api_key: ADMIN }];
  const add = (name: string, headers: Record<string, string>) =>
    server.call("POST", "/assay/v1/workers", { body: { name, kind: "simulated", skill: 1 }, headers });
  for (const [name, headers] of [
    ["of-mine", mine],
    ["of-yours", yours],
    ["of-operator", operator],
  ] as const) {
    expect((await add(name, headers)).status).toBe(201);
  }
  const names = () => server.app.workers.list().map((worker) => worker.name);
  for (const name of ["of-yours", "of-operator"]) {
    for (const [method, path] of [
      ["DELETE", ""],
      ["POST", "/pause"],
      ["POST", "/drain"],
      ["POST", "/resume"],
    ] as const) {
      const refused = await server.call(method, `/assay/v1/workers/${name}${path}`, { headers: mine });
      expect(refused).toMatchObject({ status: 403, body: { code: "forbidden", field: "name" } });
    }
    expect(server.app.workers.find(name)?.state).toBe("registered");
  }
  expect(names()).toEqual(["of-mine", "of-yours", "of-operator"]);
  expect((await server.call("DELETE", "/assay/v1/workers/nobody", { headers: mine })).status).toBe(404);
  expect((await server.call("POST", "/assay/v1/workers/of-mine/pause", { headers: mine })).status).toBe(200);
  expect((await server.call("DELETE", "/assay/v1/workers/of-mine", { headers: mine })).status).toBe(204);
  expect((await server.call("DELETE", "/assay/v1/workers/of-yours", { headers: operator })).status).toBe(204);
  expect(names()).toEqual(["of-operator"]);
});
