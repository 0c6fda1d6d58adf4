import { expect, test } from "vitest";
import { ResponseBuffer } from "./response-buffer.ts";
import type { Response } from "./store.ts";

const responseOf = (ordinal: number): Response => ({
  ordinal,
  answers: null,
  text: "",
  fault: null,
  finishReason: null,
  promptTokens: null,
  completionTokens: null,
  durationMs: 0,
});

test("hands on everything once, in batches of at most 500, one at a time", async () => {
  const batches: number[][] = [];
  let storing = 0;
  await using buffer = new ResponseBuffer(async (responses) => {
    expect(++storing).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    batches.push(responses.map((response) => response.ordinal));
    storing -= 1;
  });
  const ordinals = Array.from({ length: 2600 }, (_, ordinal) => ordinal);
  for (const ordinal of ordinals) await buffer.add(responseOf(ordinal));
  await buffer.flush();
  expect(batches.flat()).toEqual(ordinals);
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(500);
});

test("a batch that could not be stored is an error of the next call, not a loss in silence", async () => {
  await using buffer = new ResponseBuffer(() => Promise.reject(new Error("disk full")));
  await buffer.add(responseOf(0));
  await expect(buffer.flush()).rejects.toThrow("disk full");
  await expect(buffer.add(responseOf(1))).rejects.toThrow("disk full");
});
