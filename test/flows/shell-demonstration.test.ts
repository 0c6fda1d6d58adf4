import { expect, test } from "vitest";
import { demonstrate } from "../../src/demonstration.ts";
import { describeRun } from "../../src/evals/index.ts";
import { startTestServer } from "../support/server.ts";

test("an empty network is filled with workers that say they are simulated, and one run of fresh questions begins, once", async () => {
  await using server = await startTestServer({ takesJobs: false });
  const { sentence, run } = await demonstrate(server.app);
  expect(sentence).toContain("6 simulated ones");
  expect(server.app.workers.list().every(({ simulated, name }) => simulated && name.startsWith("simulated-"))).toBe(true);
  expect(await describeRun(server.app.db, run?.id ?? "")).toMatchObject({ settings: { tasks: ["fresh"], workers: ["all"], limit: 60 } });

  expect((await demonstrate(server.app)).run).toBeUndefined();
  expect(server.app.workers.list()).toHaveLength(6);
});

test("a network with workers of its own is left alone", async () => {
  await using server = await startTestServer({ takesJobs: false });
  const body = { name: "mine", kind: "simulated", skill: 1 };
  expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
  expect(await demonstrate(server.app)).toEqual({ sentence: "One worker is registered.", run: undefined });
  expect(server.app.workers.list().map(({ name }) => name)).toEqual(["mine"]);
});

test("a configured endpoint takes the place of the simulated workers, and is asked little", async () => {
  const environment = { OPENAI_BASE_URL: "http://127.0.0.1:9/v1", OPENAI_MODEL: "qwen 3", OPENAI_API_KEY: "sk-hidden" };
  await using server = await startTestServer({ takesJobs: false, environment });
  const { run } = await demonstrate(server.app);
  expect(server.app.workers.list()).toMatchObject([{ name: "qwen-3", kind: "openai", model: "qwen 3", simulated: false }]);
  expect(run?.settings.limit).toBe(10);
  expect(JSON.stringify((await server.call("GET", "/assay/v1/workers")).body)).not.toContain("sk-hidden");
});
