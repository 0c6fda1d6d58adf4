import { expect, test } from "vitest";
import type { AskedWorker } from "../request-record.ts";
import { toLoggedChoice, type LoggedRequest } from "./logged-choice.ts";

const asked = (uid: number, outcome: string, more: Partial<AskedWorker> = {}): AskedWorker => {
  return { uid, name: `w${uid}`, probability: 0.5, outcome, ...more };
};

function request(change: Partial<LoggedRequest & { k: number }> = {}): LoggedRequest & { k: number } {
  return {
    askedFor: "assay/random",
    k: 1,
    contestants: [
      [1, 0.5, 0, 1, 0],
      [2, 0.5, 0, 1, 0],
    ],
    asked: [asked(2, "ok")],
    promptTokens: 3,
    completionTokens: 5,
    firstTokenMs: null,
    durationMs: 20,
    ...change,
  };
}

test("where one worker was asked, what the request took is what it took", () => {
  expect(toLoggedChoice(request())).toMatchObject({
    arms: [{ at: 1, chance: 0.5, isOk: true, firstTokenMs: null, durationMs: 20, promptTokens: 3, completionTokens: 5 }],
  });
});

test("of workers asked one after another only the first was chosen", () => {
  const failed = request({ asked: [asked(1, "server_error"), asked(2, "ok")] });
  expect(toLoggedChoice(failed)).toMatchObject({ arms: [{ at: 0, isOk: false, durationMs: null, promptTokens: null }] });
});

test("workers asked at once were all chosen, each with its own times; who judged was not", () => {
  const many = request({
    k: 2,
    asked: [asked(1, "ok", { firstTokenMs: 4, durationMs: 9 }), asked(2, "timeout"), asked(3, "ok", { part: "judge" })],
  });
  expect(toLoggedChoice(many)).toMatchObject({
    arms: [
      { at: 0, firstTokenMs: 4, durationMs: 9 },
      { at: 1, isOk: false },
    ],
  });
});

test.each([
  ["no_choice", { contestants: null }],
  ["no_choice", { asked: [] }],
  ["no_choice", { asked: [asked(9, "ok")] }],
  ["named", { askedFor: "list" }],
  ["unseen", { k: 2, asked: [asked(1, "ok"), asked(2, "dropped")] }],
  ["unseen", { asked: [asked(1, "cancelled")] }],
  ["unseen", { asked: [asked(1, "bad_request")] }],
] as const)("%s: %j says nothing about the choice", (why, change) => {
  expect(toLoggedChoice(request(change as Partial<LoggedRequest>))).toBe(why);
});
