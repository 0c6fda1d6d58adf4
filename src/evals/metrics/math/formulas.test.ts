import fc from "fast-check";
import { expect, test } from "vitest";

import { areEqual } from "./are-equal.ts";
import { type Expression, isExpression, type MathValue, numberOf } from "./expression.ts";
import { isSameAnswer } from "./is-same-answer.ts";
import { keyOfValue } from "./key-of-value.ts";
import { unlessFaulty } from "./math-fault.ts";
import { addRationals, compareRationals, multiplyRationals, readDecimal, toRational } from "./rational.ts";
import { readAnswer } from "./read-answer.ts";
import { readSympyLatex } from "./read-sympy-latex.ts";

function formula(latex: string): Expression {
  const value = readAnswer(latex, true);
  if (!isExpression(value)) throw new TypeError(`${latex} is no formula`);
  return value;
}

const small = fc.integer({ min: -30, max: 30 });

test("fractions obey the laws of arithmetic", () => {
  const fraction = fc.tuple(small, fc.integer({ min: 1, max: 30 })).map(([top, bottom]) => toRational(BigInt(top), BigInt(bottom)));
  fc.assert(
    fc.property(fraction, fraction, fraction, (a, b, c) => {
      if (a === null || b === null || c === null) throw new TypeError("no fraction");
      const [sum, product] = [addRationals(b, c), multiplyRationals(a, b)];
      const [left, other] = [sum && multiplyRationals(a, sum), multiplyRationals(a, c)];
      const right = product && other && addRationals(product, other);
      expect(left).toEqual(right);
      expect(Math.sign(compareRationals(a, b))).toBe(-Math.sign(compareRationals(b, a)) || 0);
    }),
  );
});

test("a product of linear factors is its expansion, and no other", () => {
  fc.assert(
    fc.property(small, small, small, (a, b, off) => {
      const product = formula(`(x+${a})(x+${b})`.replaceAll("+-", "-"));
      const expanded = formula(`x^2+${a + b}x+${a * b}`.replaceAll("+-", "-"));
      const shifted = formula(`x^2+${a + b}x+${a * b + off}`.replaceAll("+-", "-"));
      expect(areEqual(product, expanded)).toBe(true);
      expect(areEqual(product, shifted)).toBe(off === 0);
    }),
  );
});

test("a number is what it is in all of its spellings", () => {
  fc.assert(
    fc.property(small, fc.integer({ min: 1, max: 30 }), (top, bottom) => {
      const spellings = [`\\frac{${top}}{${bottom}}`, `${top}/${bottom}`, `(${top}) \\div ${bottom}`, `\\frac{${2 * top}}{${2 * bottom}}`];
      const wanted = numberOf(toRational(BigInt(top), BigInt(bottom)));
      for (const spelling of spellings) expect(areEqual(formula(spelling), wanted)).toBe(true);
      expect(readDecimal(`${top}.50`)).toEqual(readDecimal(`${top}.5`));
    }),
  );
});

test("an answer means what it says, in whatever order it lists it", () => {
  const item = fc.constantFrom("1", "x+1", "\\frac{2}{3}", "\\sqrt{5}", "\\pi", "x=2", "(1,2)", "y");
  fc.assert(
    fc.property(fc.uniqueArray(item, { minLength: 1 }), (items) => {
      const [gold, answer] = [readAnswer(items.join(","), true), readAnswer(items.toReversed().join(","), true)];
      expect(isSameAnswer(gold, answer)).toBe(true);
    }),
  );
});

test("no text makes a reader fail otherwise than by saying that it is no formula", () => {
  const piece = fc.constantFrom(
    ..."\\frac \\sqrt { } ( ) [ ] ^ _ + - = < , ; 1 2.5 x e \\pi \\in \\cup \\{ \\} | ! % \\text{a} & \\\\ d \\log".split(" "),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join("");
      const values: (MathValue | null)[] = [unlessFaulty(() => readAnswer(text, true)), unlessFaulty(() => readSympyLatex(text))];
      expect(values.map((value) => value === null || keyOfValue(value) !== "")).toEqual([true, true]);
    }),
    { numRuns: 500 },
  );
});
