import type { Body, Expression } from "./expression.ts";
import type { PieceReader } from "./piece-reader.ts";
import { innerScope, type Scope } from "./scope.ts";
import { TemplateFault } from "./template-fault.ts";
import { readTargets, setTargets } from "./targets.ts";
import type { TokenReader } from "./token-reader.ts";
import { type Callable, isTrue, itemsOf, Missing } from "./values.ts";

/** Compiles `{% for x in items if condition %} … {% else %} … {% endfor %}`; the reader stands behind `for`. */
export function compileFor(source: PieceReader, reader: TokenReader): Body {
  const targets = readTargets(reader);
  reader.expect("in");
  const items = compileIterated(reader);
  const condition = reader.takes("if") ? reader.expression() : null;
  if (reader.isAt("recursive")) throw new TemplateFault("a recursive loop is not supported");
  reader.expectEnd();
  const main = source.body(["else", "endfor"]);
  const otherwise: Body = main.end === "else" ? source.body(["endfor"]).body : () => "";

  const passes = (item: unknown, scope: Scope) => {
    if (condition === null) return true;
    const inner = innerScope(scope);
    setTargets(targets, item, inner);
    return isTrue(condition(inner));
  };
  return (scope) => {
    const passed = itemsOf(items(scope)).filter((item) => passes(item, scope));
    if (passed.length === 0) return otherwise(scope);
    return passed
      .map((item, at) => {
        const inner = innerScope(scope);
        inner.set("loop", loopState(passed, at));
        setTargets(targets, item, inner);
        return main.body(inner);
      })
      .join("");
  };
}

/** Without a trailing `if`, which belongs to the loop here and not to the value. */
function compileIterated(reader: TokenReader): Expression {
  const tokens = [];
  for (let depth = 0; reader.peek() !== null;) {
    const token = reader.peek();
    if (token?.kind === "name" && token.text === "if" && depth === 0) break;
    if (token?.kind === "sign" && "([{".includes(token.text)) depth++;
    if (token?.kind === "sign" && ")]}".includes(token.text)) depth--;
    tokens.push(reader.next());
  }
  const own = reader.of(tokens);
  const expression = own.expression();
  own.expectEnd();
  return expression;
}

function loopState(items: readonly unknown[], at: number): Record<string, unknown> {
  const cycle: Callable = (values) => values[at % values.length];
  return {
    index: at + 1,
    index0: at,
    revindex: items.length - at,
    revindex0: items.length - at - 1,
    first: at === 0,
    last: at === items.length - 1,
    length: items.length,
    previtem: at === 0 ? new Missing("loop.previtem") : items[at - 1],
    nextitem: at === items.length - 1 ? new Missing("loop.nextitem") : items[at + 1],
    cycle,
  };
}
