import { expect, test } from "vitest";
import type { WorkerRequest } from "../driver.ts";
import { workerSpecSchema } from "../worker.ts";
import { SimulatedDriver } from "./simulated.ts";

function driverOf(changes: { skill?: number; faultRate?: number; name?: string; seed?: number }): SimulatedDriver {
  const spec = workerSpecSchema.parse({ kind: "simulated", name: "sim", skill: 0.7, ...changes });
  if (spec.kind !== "simulated") throw new Error("not simulated");
  return new SimulatedDriver(spec);
}

const question = (number: number): WorkerRequest => ({
  endpoint: "chat",
  body: { messages: [{ role: "user", content: `Question ${number}` }] },
  document: { fields: {}, rightAnswer: "right", wrongAnswer: "wrong" },
});

async function answersOf(driver: SimulatedDriver, count: number): Promise<string[]> {
  const asked = Array.from({ length: count }, (_, number) =>
    driver.answer(question(number), {}).then(
      (answer) => answer.text,
      () => "fault",
    ),
  );
  return Promise.all(asked);
}

test("is right as often as its skill says", async () => {
  const right = (await answersOf(driverOf({}), 4000)).filter((text) => text === "right").length;
  // Binomial(4000, 0.7): five standard deviations are 145.
  expect(Math.abs(right - 2800)).toBeLessThan(145);
  expect(new Set(await answersOf(driverOf({ skill: 1 }), 200))).toEqual(new Set(["right"]));
  expect(new Set(await answersOf(driverOf({ skill: 0 }), 200))).toEqual(new Set(["wrong"]));
});

test("the same question gets the same answer; another name or seed another luck", async () => {
  const first = await answersOf(driverOf({}), 200);
  expect(await answersOf(driverOf({}), 200)).toEqual(first);
  expect(await answersOf(driverOf({ name: "other" }), 200)).not.toEqual(first);
  expect(await answersOf(driverOf({ seed: 1 }), 200)).not.toEqual(first);
});

test("fails as often as it is told to", async () => {
  const faults = (await answersOf(driverOf({ faultRate: 0.2 }), 4000)).filter((text) => text === "fault").length;
  expect(Math.abs(faults - 800)).toBeLessThan(127);
});

test("says of a plain chat that it is simulated", async () => {
  const answer = await driverOf({}).answer({ endpoint: "chat", body: { messages: [{ role: "user", content: "Hello there" }] } }, {});
  expect(answer.text).toContain("simulated");
  expect(answer.body).toMatchObject({ object: "chat.completion", choices: [{ message: { role: "assistant", content: answer.text } }] });
});
