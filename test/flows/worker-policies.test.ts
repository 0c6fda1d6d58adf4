import { expect, test } from "vitest";
import type { Policies } from "../../src/gateway/index.ts";
import { runCommand } from "../support/command-line.ts";
import { openNetwork } from "../support/network.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { converse, fail } from "../support/upstream.ts";

const PATH = "/assay/v1/policies";

async function ask(server: TestServer, model: string, count: number): Promise<void> {
  const body = { model, messages: [{ role: "user", content: "?" }] };
  for (let i = 0; i < count; i++) await server.call("POST", "/v1/chat/completions", { body });
}

/** The estimates, once so many requests are stored. */
async function policiesOf(server: TestServer, requests: number, query = ""): Promise<Policies> {
  const stored = () => server.app.db.query("select id from gateway_request");
  await expect.poll(async () => (await stored()).length, { timeout: 10_000 }).toBe(requests);
  const { status, body } = await server.call<Policies>("GET", `${PATH}${query}`);
  expect(status).toBe(200);
  return body;
}

test("from the log: what other ways to choose would have achieved, and where it cannot know", async () => {
  let seed = 0;
  await using server = await startTestServer({ nextSeed: () => seed++ });
  expect(await policiesOf(server, 0)).toMatchObject({ requests: 0, used: 0, logged: null });

  await using good = await openNetwork(server, [converse("Yes."), converse("Yes, indeed.")], {
    inputPrice: 1_000_000,
    outputPrice: 1_000_000,
  });
  await using bad = await openNetwork(server, [fail(400)]);
  // A circuit does not mind a wrong request; a request that was wrong says nothing about the worker either.
  await ask(server, "assay/random", 60);
  await ask(server, good.names[0] ?? "", 3);
  const policies = await policiesOf(server, 63);
  expect(policies).toMatchObject({ requests: 63, leftOut: { no_choice: 3, named: 0 } });
  expect(policies.used + policies.leftOut.unseen).toBe(60);
  expect(policies.leftOut.unseen).toBe(bad.upstreams[0]?.requests.length);
  expect(policies.logged).toMatchObject({ answers: policies.used, success: { value: 1, high: 1 } });
  const random = policies.policies.find(({ policy }) => policy === "random");
  expect(random?.untried).toEqual(bad.uids);
  expect(random).toMatchObject({ support: "partial", success: { weighted: { value: 1 } } });
  // 3 and 5 tokens an answer.
  expect(random?.cost?.weighted?.value).toBeCloseTo(8, 6);
  expect(random?.durationMs?.doublyRobust?.value).toBeGreaterThan(0);

  const environment = { ASSAY_DATA_DIR: server.dataDirectory };
  const shown = await runCommand(["worker", "policies"], environment, server.dataDirectory);
  expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^POLICY +SUPPORT +WORTH/m) });
  expect(shown.out).toMatch(/of 63 requests tell how a choice turned out; 3 had nobody to choose between/);
  expect(shown.out).toMatch(new RegExp(`^random: the figures are of the .* It would ask ${bad.uids[0]}, which was never asked\\.$`, "m"));
  const asJson = await runCommand(["worker", "policies", "--json", "--limit", "5"], environment, server.dataDirectory);
  expect(JSON.parse(asJson.out)).toMatchObject({ requests: 5 });
  const later = await runCommand(["worker", "policies", "--since", "2100-01-01"], environment, server.dataDirectory);
  expect(later).toMatchObject({ code: 0, out: expect.stringMatching(/^None of 0 requests/) });
});

test("what is asked wrongly is 400 and names the field", async () => {
  await using server = await startTestServer();
  for (const [field, query] of [
    ["since", "?since=yesterday"],
    ["limit", "?limit=0"],
    ["limit", "?limit=many"],
    ["until", "?until=2026-01-01"],
  ]) {
    expect(await server.call("GET", PATH + query)).toMatchObject({ status: 400, body: { field } });
  }
});
