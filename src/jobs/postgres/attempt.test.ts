import { expect, test } from "vitest";
import { z } from "zod";
import { AssayError } from "../../lib/errors.ts";
import type { JobContext, JobDefinition } from "../engine.ts";
import { Attempt, errorOutput } from "./attempt.ts";

const CLAIM = { name: "job", id: "row", retryCount: 1 };

function attemptOf(handler: (context: JobContext) => Promise<unknown>, graceMs = 60_000): Attempt {
  const definition: JobDefinition = { name: "job", input: z.unknown(), handler: (_, context) => handler(context) };
  return new Attempt(definition, CLAIM, "id", graceMs);
}

function untilAborted({ signal }: JobContext): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("I saw it")));
  });
}

test("a handler's result and failure are the attempt's", async () => {
  expect(await attemptOf(async ({ attempt }) => attempt).run({}, 60)).toEqual({ kind: "done", value: 2 });
  const error = new Error("no");
  expect(await attemptOf(() => Promise.reject(error)).run({}, 60)).toEqual({ kind: "failed", error });
});

test("an attempt over its time fails for that reason, whatever its handler throws", async () => {
  const outcome = await attemptOf(untilAborted).run({}, 0.01);
  expect(outcome).toMatchObject({ kind: "failed", error: { code: "timeout", message: "The job job id took longer than 0.01 s." } });
});

test("a handler that finishes although it was aborted is done", async () => {
  const attempt = attemptOf(({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("saved"))));
  const running = attempt.run({}, 60);
  attempt.abort(new AssayError("unavailable", "The runner is stopping."));
  expect(await running).toEqual({ kind: "done", value: "saved" });
});

test("a handler that ignores its signal is abandoned, for the first reason of several", async () => {
  const attempt = attemptOf(() => new Promise(() => {}), 1);
  const running = attempt.run({}, 60);
  attempt.abort(new AssayError("cancelled", "first"));
  attempt.abort(new AssayError("unavailable", "second"));
  expect(await running).toMatchObject({ kind: "abandoned", error: { message: "first" } });
  expect(attempt.abortedBy?.code).toBe("cancelled");
});

test("a stored input that the schema refuses by now is a failure, not a crash", async () => {
  const definition: JobDefinition<number> = { name: "job", input: z.number(), handler: async () => {} };
  const outcome = await new Attempt(definition as JobDefinition, CLAIM, "id", 1).run("x", 60);
  expect(outcome).toMatchObject({ kind: "failed", error: { code: "invalid_input" } });
});

test("a failure shows its sentence and code, and no stack", () => {
  expect(errorOutput(new AssayError("upstream", "It said no."))).toEqual({ message: "It said no.", code: "upstream" });
  expect(errorOutput("thrown text")).toEqual({ message: "thrown text" });
});
