import { toPythonText } from "../../python/index.ts";
import { formatPercent } from "./format-percent.ts";
import { TemplateFault } from "./template-fault.ts";
import { isFloatValue, numberOf, present, textOf, toFloatValue } from "./values.ts";

const MAX_REPEATED = 1_000_000;

/** An operation of two numbers. */
const NUMERIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / notZero(b),
  "//": (a, b) => Math.floor(a / notZero(b)),
  // The sign of the divisor, as in Python.
  "%": (a, b) => a - notZero(b) * Math.floor(a / b),
  "**": (a, b) => a ** b,
};

function notZero(value: number): number {
  if (value === 0) throw new TemplateFault("it divides by zero");
  return value;
}

/** `left sign right` for the arithmetic signs, and ~ that joins texts. */
export function calculate(sign: string, left: unknown, right: unknown): unknown {
  if (sign === "~") return textOf(left) + textOf(right);
  const [a, b] = [present(left), present(right)];
  if (sign === "%" && typeof a === "string") return formatPercent(a, Array.isArray(b) ? b : [b]);
  const [one, other] = [numberOf(a), numberOf(b)];
  if (one !== null && other !== null) {
    const result = NUMERIC[sign]?.(one, other) ?? Number.NaN;
    const isFloat = sign === "/" || isFloatValue(a) || isFloatValue(b) || (sign === "**" && other < 0);
    return isFloat ? toFloatValue(result) : result;
  }
  const combined = sign === "+" ? concatenate(a, b) : sign === "*" ? repeat(a, b) : null;
  if (combined === null) throw new TemplateFault(`${toPythonText(a)} ${sign} ${toPythonText(b)} cannot be worked out`);
  return combined;
}

function concatenate(a: unknown, b: unknown): unknown {
  if (typeof a === "string" && typeof b === "string") return a + b;
  return Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : null;
}

/** A text or list, and a number, either way round. */
function repeat(a: unknown, b: unknown): unknown {
  const [value, times] = numberOf(a) === null ? [a, numberOf(b)] : [b, numberOf(a)];
  if (times === null || (typeof value !== "string" && !Array.isArray(value))) return null;
  const count = Math.max(0, Math.trunc(times));
  if (value.length * count > MAX_REPEATED) throw new TemplateFault(`a repetition is longer than ${MAX_REPEATED}`);
  return typeof value === "string" ? value.repeat(count) : Array.from({ length: count }, () => value as unknown[]).flat();
}
