import { compileExpression } from "./compile-expression.ts";
import { compileFor } from "./compile-for.ts";
import { compileSet } from "./compile-set.ts";
import type { Body, Expression } from "./expression.ts";
import type { EndedBody, PieceReader } from "./piece-reader.ts";
import { TemplateFault } from "./template-fault.ts";
import { createTokenReader, type TokenReader } from "./token-reader.ts";
import { isTrue, textOf } from "./values.ts";

/** Compiles pieces up to one of the blocks that may end them; with none given, up to the end of the template. */
export function compileBody(source: PieceReader, ends: readonly string[]): EndedBody {
  const parts: Body[] = [];
  for (let piece = source.next(); piece !== null; piece = source.next()) {
    if (piece.kind === "text") parts.push(textPart(piece.text));
    else if (piece.kind === "output") parts.push(compileOutput(createTokenReader(piece.tokens, compileExpression)));
    else {
      const reader = createTokenReader(piece.tokens, compileExpression);
      const name = reader.expectName();
      if (ends.includes(name)) return { body: inOrder(parts), end: name, reader };
      parts.push(compileBlock(source, name, reader));
    }
  }
  if (ends.length > 0) throw new TemplateFault(`{% ${ends.at(-1)} %} is missing`);
  return { body: inOrder(parts), end: "", reader: null };
}

function textPart(text: string): Body {
  return () => text;
}

function inOrder(parts: readonly Body[]): Body {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return (scope) => {
    let out = "";
    for (const part of parts) out += part(scope);
    return out;
  };
}

function compileOutput(reader: TokenReader): Body {
  const value = reader.expression();
  reader.expectEnd();
  return (scope) => textOf(value(scope));
}

function compileBlock(source: PieceReader, name: string, reader: TokenReader): Body {
  switch (name) {
    case "if":
      return compileIf(source, reader);
    case "for":
      return compileFor(source, reader);
    case "set":
      return compileSet(source, reader);
    default:
      throw new TemplateFault(`the block {% ${name} %} is not supported here`);
  }
}

const NOTHING: Body = () => "";

function compileIf(source: PieceReader, reader: TokenReader): Body {
  const branches: { condition: Expression; body: Body }[] = [];
  let otherwise = NOTHING;
  let condition = reader.expression();
  reader.expectEnd();
  for (;;) {
    const branch = source.body(["elif", "else", "endif"]);
    branches.push({ condition, body: branch.body });
    if (branch.end === "elif" && branch.reader !== null) {
      condition = branch.reader.expression();
      continue;
    }
    if (branch.end === "else") otherwise = source.body(["endif"]).body;
    break;
  }
  return (scope) => (branches.find((branch) => isTrue(branch.condition(scope)))?.body ?? otherwise)(scope);
}
