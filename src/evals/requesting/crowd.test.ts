import { expect, test } from "vitest";
import { Crowd } from "./crowd.ts";

test("never more inside than it holds, and everybody gets in", async () => {
  const crowd = new Crowd(3);
  let inside = 0;
  let most = 0;
  let done = 0;
  for (let i = 0; i < 50; i++) {
    await crowd.admit(async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      done += 1;
    });
  }
  await crowd.finished();
  expect({ most, done }).toEqual({ most: 3, done: 50 });
});

test("the first failure ends it", async () => {
  const crowd = new Crowd(2);
  await crowd.admit(() => Promise.reject(new Error("first")));
  await expect(crowd.finished()).rejects.toThrow("first");
  await expect(crowd.admit(async () => {})).rejects.toThrow("first");
});
