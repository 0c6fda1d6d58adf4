import { type Expression, isExpression, type MathValue } from "./expression.ts";

/** A text that two values share when they are written alike but for the order of terms, factors and elements. */
export function keyOfValue(value: MathValue): string {
  if (isExpression(value)) return keyOfExpression(value);
  switch (value.kind) {
    case "relation":
      return `(${value.sign} ${keyOfValue(value.left)} ${keyOfValue(value.right)})`;
    case "chain":
      return `(and ${value.relations.map(keyOfValue).join(" ")})`;
    case "set":
      return `{${sortedKeys(value.items)}}`;
    case "tuple":
      return `<${value.items.map(keyOfValue).join(" ")}>`;
    case "interval":
      return `${value.isLeftOpen ? "]" : "["}${keyOfValue(value.start)} ${keyOfValue(value.end)}${value.isRightOpen ? "[" : "]"}`;
    case "named-set":
      return value.name;
    case "combined-set":
      return `(${value.operation} ${value.parts.map(keyOfValue).join(" ")})`;
  }
}

function keyOfExpression(value: Expression): string {
  switch (value.kind) {
    case "number":
      return `${value.value.top}/${value.value.bottom}${value.isFloat ? "f" : ""}`;
    case "symbol":
      return `'${value.name}${value.isReal ? "" : "*"}`;
    case "constant":
      return `<${value.name}>`;
    case "sum":
      return `(+ ${sortedKeys(value.terms)})`;
    case "product":
      return `(* ${sortedKeys(value.factors)})`;
    case "power":
      return `(^ ${keyOfValue(value.base)} ${keyOfValue(value.exponent)})`;
    case "call":
      return `(${value.isKnown ? "" : "'"}${value.name} ${value.parameters.map(keyOfValue).join(" ")})`;
    case "matrix":
      return `[${value.rows.map((row) => row.map(keyOfValue).join(" ")).join("; ")}]`;
  }
}

function sortedKeys(values: readonly MathValue[]): string {
  return values.map(keyOfValue).toSorted().join(" ");
}
