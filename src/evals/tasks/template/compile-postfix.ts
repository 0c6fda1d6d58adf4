import { compileArguments } from "./compile-arguments.ts";
import type { Expression } from "./expression.ts";
import { compilePrimary } from "./compile-primary.ts";
import { FILTERS } from "./filters.ts";
import { attributeOf } from "./methods.ts";
import { TemplateFault } from "./template-fault.ts";
import { TESTS } from "./tests.ts";
import type { TokenReader } from "./token-reader.ts";
import { type Callable, itemAt, Missing, present, sliceOf } from "./values.ts";

/** Words that end a test without an argument. */
const NOT_ARGUMENTS = new Set(["else", "or", "and", "is", "if", "in", "not"]);

/** Compiles what may stand behind any value: `|filter`, `is test`. */
export function compileFilters(reader: TokenReader, first: Expression): Expression {
  let value = first;
  for (;;) {
    if (reader.takes("|")) value = compileFilter(reader, value);
    else if (reader.takes("is")) value = compileTest(reader, value);
    else if (reader.isAt("(")) value = compileCall(reader, value);
    else return value;
  }
}

/** Compiles what stands close behind a value: `.name`, `[item]`, `(call)`. */
export function compileItems(reader: TokenReader, first: Expression): Expression {
  let value = first;
  for (;;) {
    if (reader.takes(".")) value = compileAttribute(reader, value);
    else if (reader.takes("[")) value = compileSubscript(reader, value);
    else if (reader.isAt("(")) value = compileCall(reader, value);
    else return value;
  }
}

function compileAttribute(reader: TokenReader, value: Expression): Expression {
  const { kind, text } = reader.next();
  if (kind === "number") return (scope) => itemAt(value(scope), Number(text));
  if (kind !== "name") throw new TemplateFault(`${text} stands where a name should be`);
  return (scope) => attributeOf(present(value(scope)), text);
}

function compileSubscript(reader: TokenReader, value: Expression): Expression {
  const parts: (Expression | null)[] = [];
  let isSlice = false;
  for (;;) {
    parts.push(reader.isAt(":") || reader.isAt("]") ? null : reader.expression());
    if (!reader.takes(":")) break;
    isSlice = true;
  }
  reader.expect("]");
  const [start, stop, step] = parts;
  if (isSlice) {
    return (scope) => sliceOf(value(scope), start?.(scope) ?? null, stop?.(scope) ?? null, step?.(scope) ?? null);
  }
  if (!start) throw new TemplateFault("there is nothing between square brackets");
  return (scope) => {
    const [there, key] = [present(value(scope)), start(scope)];
    const item = itemAt(there, key);
    return item instanceof Missing && typeof key === "string" ? attributeOf(there, key) : item;
  };
}

function compileCall(reader: TokenReader, callee: Expression): Expression {
  const toArguments = compileArguments(reader);
  return (scope) => {
    const called = present(callee(scope));
    if (typeof called !== "function") throw new TemplateFault("what stands before brackets cannot be called");
    const { positional, named } = toArguments(scope);
    return (called as Callable)(positional, named);
  };
}

function compileFilter(reader: TokenReader, value: Expression): Expression {
  const name = reader.expectName();
  const filter = FILTERS.get(name);
  if (filter === undefined) throw new TemplateFault(`the filter ${name} is not supported`);
  if (!reader.isAt("(")) return (scope) => filter(value(scope), [], {});
  const toArguments = compileArguments(reader);
  return (scope) => {
    const { positional, named } = toArguments(scope);
    return filter(value(scope), positional, named);
  };
}

function compileTest(reader: TokenReader, value: Expression): Expression {
  const isNegated = reader.takes("not");
  const name = reader.expectName().toLowerCase();
  const test = TESTS.get(name);
  if (test === undefined) throw new TemplateFault(`the test ${name} is not supported`);
  const argument = compileTestArgument(reader);
  return (scope) => test(value(scope), argument?.(scope)) !== isNegated;
}

/** In brackets or without: `is divisibleby(3)`, `is divisibleby 3`. */
function compileTestArgument(reader: TokenReader): Expression | null {
  if (reader.isAt("(")) {
    const toArguments = compileArguments(reader);
    return (scope) => toArguments(scope).positional[0];
  }
  const next = reader.peek();
  const isValue = next !== null && (next.kind !== "sign" || next.text === "[" || next.text === "{");
  if (!isValue || (next.kind === "name" && NOT_ARGUMENTS.has(next.text))) return null;
  return compileItems(reader, compilePrimary(reader));
}
