import type { Expression } from "./expression.ts";
import type { Scope } from "./scope.ts";
import type { TokenReader } from "./token-reader.ts";

interface Arguments {
  positional: unknown[];
  named: Record<string, unknown>;
}

/** Compiles `(a, b, name=c)`. */
export function compileArguments(reader: TokenReader): (scope: Scope) => Arguments {
  const positional: Expression[] = [];
  const named: [string, Expression][] = [];
  reader.expect("(");
  while (!reader.takes(")")) {
    if (reader.peek()?.kind === "name" && reader.peek(1)?.text === "=" && reader.peek(1)?.kind === "sign") {
      const name = reader.expectName();
      reader.expect("=");
      named.push([name, reader.expression()]);
    } else positional.push(reader.expression());
    if (!reader.isAt(")")) reader.expect(",");
  }
  return (scope) => ({
    positional: positional.map((argument) => argument(scope)),
    named: Object.fromEntries(named.map(([name, argument]) => [name, argument(scope)])),
  });
}
