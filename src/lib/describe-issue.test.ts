import { expect, test } from "vitest";
import { z } from "zod";
import { describeIssues } from "./describe-issue.ts";

const schema = z.strictObject({
  workers: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("openai"), baseUrl: z.url() }),
      z.strictObject({ kind: z.literal("replay"), recording: z.string() }),
    ]),
  ),
  limit: z.union([z.int().min(1), z.strictObject({ fraction: z.number().max(1) })]).optional(),
});

function messages(value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return error ? describeIssues(error).map(({ message }) => message) : [];
}

test.each([
  [{ workers: [{ kind: "openai", baseUrl: "x" }] }, ["workers[0].baseUrl: invalid URL"]],
  [{ workers: [{ kind: "replay" }] }, ["workers[0].recording: is missing"]],
  [{ workers: [{ kind: "replay", recording: "a", colour: 1 }] }, ["workers[0].colour: is not a known field"]],
  [{ workers: 1 }, ["workers: expected array, received number"]],
  [{ workers: [], limit: { fraction: 2 } }, ["limit.fraction: too big: expected number to be <=1"]],
  [{}, ["workers: is missing"]],
])("%j", (value, expected) => {
  expect(messages(value)).toEqual(expected);
});

test("a kind that there is not is told at its field", () => {
  const [first] = messages({ workers: [{ kind: "oracle" }] });
  expect(first).toMatch(/^workers\[0\]\.kind: /);
});
