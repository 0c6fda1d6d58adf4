import type { Scope } from "./scope.ts";
import { TemplateFault } from "./template-fault.ts";
import type { TokenReader } from "./token-reader.ts";
import { itemsOf } from "./values.ts";

/** Reads the names that a loop or an assignment fills: `a`, `a, b`, `(a, b)`. */
export function readTargets(reader: TokenReader): string[] {
  const isBracketed = reader.takes("(");
  const names = [reader.expectName()];
  while (reader.takes(",")) names.push(reader.expectName());
  if (isBracketed) reader.expect(")");
  return names;
}

/** Puts a value into one name, or its items into several. */
export function setTargets(names: readonly string[], value: unknown, scope: Scope): void {
  const [only = ""] = names;
  if (names.length === 1) return scope.set(only, value);
  const items = itemsOf(value);
  if (items.length !== names.length) throw new TemplateFault(`${items.length} items do not fit ${names.length} names`);
  for (const [at, name] of names.entries()) scope.set(name, items[at]);
}
