import { expect, test } from "vitest";
import { isUseful } from "./clean-answer.ts";
import { mayStillRefuse } from "./may-still-refuse.ts";

const REFUSALS = [
  "I'm sorry, but I can't help with that.",
  "I’m very sorry, but as an AI language model I have no access to the news.",
  "Sorry, I cannot assist with this request.",
  "  **Unfortunately, I am unable to answer questions about people.",
  "As an AI language model, I do not have opinions.",
  "I cannot provide instructions for that.",
  "My apologies, but I won't do that.",
  "I'm not able to help with this.",
];

test.each(REFUSALS)("no prefix of %j is sent on before it is known to refuse", (refusal) => {
  expect(isUseful(refusal)).toBe(false);
  for (let length = 0; length <= refusal.length; length++) {
    const prefix = refusal.slice(0, length);
    expect({ prefix, isHeld: !isUseful(prefix) || mayStillRefuse(prefix) }).toEqual({ prefix, isHeld: true });
  }
});

test.each(["Once", "The", "42", "да", "# H", "```ts\nc", "Yes", "In"])("an answer that begins with %j is sent on at once", (beginning) => {
  expect([isUseful(beginning), mayStillRefuse(beginning)]).toEqual([true, false]);
});

test("an answer that begins as a refusal could is sent on when it has gone on without refusing", () => {
  const answer = `I am a rabbit, and this is the story of how I met a turtle on a cruise around Northern Ireland. ${"It was raining. ".repeat(9)}`;
  expect(mayStillRefuse(answer.slice(0, 50))).toBe(true);
  expect([isUseful(answer), mayStillRefuse(answer)]).toEqual([true, false]);
});
