import { compare, isEqual, isFloatValue, isIn, isMapping, Missing, numberOf, present, textOf } from "./values.ts";

type TemplateTest = (value: unknown, argument: unknown) => boolean;

const isText = (value: unknown) => typeof value === "string";
const isList = (value: unknown) => Array.isArray(value);
const isNumber = (value: unknown) => numberOf(value) !== null;
const moduloOf = (value: unknown, divisor: unknown) => (numberOf(value) ?? Number.NaN) % (numberOf(divisor) ?? Number.NaN);

/** Jinja's tests (`is …`). Only `defined` and `undefined` may see what is missing. */
export const TESTS: ReadonlyMap<string, TemplateTest> = new Map<string, TemplateTest>([
  ["defined", (value) => !(value instanceof Missing)],
  ["undefined", (value) => value instanceof Missing],
  ["none", (value) => present(value) === null],
  ["string", (value) => isText(present(value))],
  ["number", (value) => isNumber(present(value))],
  ["integer", (value) => Number.isInteger(present(value))],
  ["float", (value) => isFloatValue(present(value))],
  ["boolean", (value) => typeof present(value) === "boolean"],
  ["true", (value) => present(value) === true],
  ["false", (value) => present(value) === false],
  ["mapping", (value) => isMapping(present(value))],
  ["sequence", (value) => isText(present(value)) || isList(value) || isMapping(value)],
  ["iterable", (value) => isText(present(value)) || isList(value) || isMapping(value)],
  ["even", (value) => Math.abs(moduloOf(present(value), 2)) === 0],
  ["odd", (value) => Math.abs(moduloOf(present(value), 2)) === 1],
  ["divisibleby", (value, divisor) => Math.abs(moduloOf(present(value), present(divisor))) === 0],
  ["eq", isEqual],
  ["equalto", isEqual],
  ["ne", (value, other) => !isEqual(value, other)],
  ["lt", (value, other) => compare(value, other) < 0],
  ["gt", (value, other) => compare(value, other) > 0],
  ["sameas", (value, other) => present(value) === present(other)],
  ["callable", (value) => typeof value === "function"],
  ["in", isIn],
  ["lower", (value) => /\p{Lowercase}/v.test(textOf(value)) && !/[\p{Uppercase}\p{Lt}]/v.test(textOf(value))],
  ["upper", (value) => /\p{Uppercase}/v.test(textOf(value)) && !/[\p{Lowercase}\p{Lt}]/v.test(textOf(value))],
]);
