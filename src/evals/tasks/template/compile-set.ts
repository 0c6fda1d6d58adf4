import type { Body } from "./expression.ts";
import type { PieceReader } from "./piece-reader.ts";
import { readTargets, setTargets } from "./targets.ts";
import { TemplateFault } from "./template-fault.ts";
import type { TokenReader } from "./token-reader.ts";
import { isMapping, present } from "./values.ts";

/** Compiles `{% set a = value %}`, `{% set namespace.a = value %}` and `{% set a %} … {% endset %}`; the reader stands behind `set`. */
export function compileSet(source: PieceReader, reader: TokenReader): Body {
  const targets = readTargets(reader);
  const [name = ""] = targets;
  const field = reader.takes(".") ? reader.expectName() : null;
  if (reader.peek() === null) {
    const { body } = source.body(["endset"]);
    return (scope) => {
      scope.set(name, body(scope));
      return "";
    };
  }
  reader.expect("=");
  const value = reader.expression();
  reader.expectEnd();
  return (scope) => {
    const given = present(value(scope));
    if (field === null) setTargets(targets, given, scope);
    else {
      const owner = present(scope.find(name));
      if (!isMapping(owner)) throw new TemplateFault(`${name} is no namespace`);
      owner[field] = given;
    }
    return "";
  };
}
