import fc from "fast-check";
import { expect, test } from "vitest";

import { makeArithmetic } from "./make-arithmetic.ts";
import { makeLogic } from "./make-logic.ts";
import { makeSorting } from "./make-sorting.ts";
import { makeTracking } from "./make-tracking.ts";
import type { Document } from "../document.ts";

// Each stated answer is worked out again from the question's text alone, by another route.

function forAnyDocument(make: (seed: number, index: number) => Document, check: (question: string, answer: string) => void): void {
  const inputs = [fc.nat({ max: 2 ** 32 - 1 }), fc.nat()] as const;
  fc.assert(
    fc.property(...inputs, (seed, index) => {
      const { question, answer } = make(seed, index);
      check(String(question), String(answer));
    }),
    { numRuns: 300 },
  );
}

test("arithmetic: the text, evaluated with the usual precedence", () => {
  forAnyDocument(makeArithmetic, (question, answer) => {
    const tokens = question.match(/\d+|[-+*()]/g) ?? [];
    expect(answer).toBe(sum(tokens).toString());
    expect(tokens).toEqual([]);
  });
});

function sum(tokens: string[]): bigint {
  let value = product(tokens);
  while (tokens[0] === "+" || tokens[0] === "-") {
    const sign = tokens.shift() === "+" ? 1n : -1n;
    value += sign * product(tokens);
  }
  return value;
}

function product(tokens: string[]): bigint {
  let value = factor(tokens);
  while (tokens[0] === "*") {
    tokens.shift();
    value *= factor(tokens);
  }
  return value;
}

function factor(tokens: string[]): bigint {
  const token = tokens.shift() ?? "";
  if (token !== "(") return BigInt(token);
  const value = sum(tokens);
  tokens.shift();
  return value;
}

test("sorting: the same words, each before the next", () => {
  forAnyDocument(makeSorting, (question, answer) => {
    const asked = (/: (.*)\./.exec(question)?.[1] ?? "").split(", ");
    const sorted = answer.split(", ");
    expect(new Set(sorted)).toEqual(new Set(asked));
    expect(sorted.length).toBe(asked.length);
    for (const [at, word] of sorted.slice(1).entries()) expect((sorted[at] ?? "") < word).toBe(true);
  });
});

test("tracking: the asked object, followed backwards through the swaps", () => {
  forAnyDocument(makeTracking, (question, answer) => {
    const swaps = [...question.matchAll(/(\w+) and (\w+) swap/g)].map(([, one = "", other = ""]) => [one, other] as const);
    let holder = /What does (\w+) have/.exec(question)?.[1] ?? "";
    for (const [one, other] of swaps.toReversed()) {
      if (holder === one) holder = other;
      else if (holder === other) holder = one;
    }
    expect(question).toContain(`${holder} has the ${answer}`);
  });
});

test("logic: of all orders exactly one fits the clues, and it has the answer in its place", () => {
  const places = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 32 - 1 }), fc.nat(), (seed, index) => {
      const { question, answer } = makeLogic(seed, index);
      const [cast = "", ...clues] = String(question).split(/(?<=\.) /);
      const runners = (/^(.*) ran a race/.exec(cast)?.[1] ?? "").split(/, | and /);
      const asked = places.indexOf(/Who finished (\w+)\?/.exec(String(question))?.[1] ?? "");
      const fitting = permutationsOf(runners).filter((order) => clues.slice(0, -1).every((clue) => holds(clue, order)));
      expect(fitting.map((order) => order[asked])).toEqual([answer]);
    }),
    { numRuns: 40 },
  );
});

function holds(clue: string, order: readonly string[]): boolean {
  const [, one = "", relation = "", other = ""] = /^(\w+) (.*) (\w+)\.$/.exec(clue) ?? [];
  const gap = order.indexOf(other) - order.indexOf(one);
  switch (relation) {
    case "finished before":
      return gap > 0;
    case "finished after":
    case "did not finish before":
      return gap < 0;
    case "finished directly after":
      return gap === -1;
    case "finished directly before":
      return gap === 1;
    default:
      throw new Error(`an unknown clue: ${clue}`);
  }
}

function permutationsOf(items: readonly string[]): string[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutationsOf(items.filter((other) => other !== item)).map((rest) => [item].concat(rest)));
}
