import { describe } from "vitest";
import { testControlling } from "./controlling.ts";
import type { SetUp } from "./fixture.ts";
import { testRunning } from "./running.ts";
import { testStarting } from "./starting.ts";

/** What every job engine must do, whatever it runs on: `testJobEngine("PostgresJobEngine", setUp)`. */
export function testJobEngine(name: string, setUp: SetUp): void {
  describe(`${name} starts`, () => void testStarting(setUp));
  describe(`${name} runs`, () => void testRunning(setUp));
  describe(`${name} controls`, () => void testControlling(setUp));
}
