import { expect, test } from "vitest";
import { chatRequestSchema, toMessages } from "./chat-request.ts";

const LEAST = { roles: ["user"], messages: ["Hello"] };
const DEFAULTS = {
  ...LEAST,
  k: 10,
  exclude: [],
  excluded_uids: [],
  timeout: 10,
  sampling_mode: "random",
  worker_roles: [],
  serving_only: false,
  unique_owner: false,
  unique_address: false,
  judge: false,
  synthesize: false,
  stream: true,
  accumulate: true,
};

test("the defaults are the known ones, also for what its clients send as null; unknown fields are ignored", () => {
  expect(chatRequestSchema.parse(LEAST)).toEqual(DEFAULTS);
  const nulls = { k: null, exclude: null, timeout: null, prefer: null, sampling_mode: null, uid_list: null, query_validators: false };
  expect(chatRequestSchema.parse({ ...LEAST, ...nulls, request: {} })).toEqual({ ...DEFAULTS, uid_list: null, query_validators: false });
});

test("without a stream the longest of the whole answers is the default, with one the first useful worker", () => {
  expect(chatRequestSchema.parse({ ...LEAST, stream: false }).prefer).toBe("longest");
  expect(chatRequestSchema.parse({ ...LEAST, stream: false, prefer: "shortest" }).prefer).toBe("shortest");
  expect(chatRequestSchema.parse({ ...LEAST, prefer: "longest" }).prefer).toBe("longest");
  expect(chatRequestSchema.parse(LEAST).prefer).toBeUndefined();
});

test("judge and synthesize need whole answers that are compared, and exclude one another", () => {
  expect(chatRequestSchema.parse({ ...LEAST, judge: true }).prefer).toBe("best");
  expect(chatRequestSchema.parse({ ...LEAST, synthesize: true, prefer: "vote", stream: false }).prefer).toBe("vote");
  const fieldOf = (more: object) => chatRequestSchema.safeParse({ ...LEAST, ...more }).error?.issues[0]?.path[0];
  expect(fieldOf({ judge: true, synthesize: true })).toBe("synthesize");
  expect(fieldOf({ judge: true, prefer: "longest" })).toBe("prefer");
});

test.each([
  ["k", { k: "5" }],
  ["k", { k: 0 }],
  ["k", { k: 1.5 }],
  ["timeout", { timeout: 0 }],
  ["timeout", { timeout: "10" }],
  ["roles", { roles: "user" }],
  ["roles", { roles: ["user", "assistant", "user"], messages: ["a", "b"] }],
  ["roles", { roles: undefined }],
  ["messages", { messages: [] }],
  ["messages", { messages: [1] }],
  ["exclude", { exclude: "3" }],
  ["prefer", { prefer: "loudest" }],
  ["sampling_mode", { sampling_mode: "fastest" }],
  ["uid_list", { sampling_mode: "list" }],
  ["uid_list", { uid_list: ["1"] }],
])("%s is refused: %j", (field, change) => {
  const { error } = chatRequestSchema.safeParse({ ...LEAST, ...change });
  expect(error?.issues[0]?.path[0]).toBe(field);
});

test("one role serves all messages", () => {
  expect(toMessages({ roles: ["user"], messages: ["a", "b"] })).toEqual([
    { role: "user", content: "a" },
    { role: "user", content: "b" },
  ]);
  expect(toMessages({ roles: ["system", "user"], messages: ["a", "b"] })).toEqual([
    { role: "system", content: "a" },
    { role: "user", content: "b" },
  ]);
});
