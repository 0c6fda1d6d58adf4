import type { Expression } from "./expression.ts";
import type { Token } from "./scan-expression.ts";
import { TemplateFault } from "./template-fault.ts";

/** Reads the tokens of one `{{ }}` or `{% %}` from left to right. */
export interface TokenReader {
  /** The token `ahead` places further on; null behind the last. */
  peek(ahead?: number): Token | null;
  next(): Token;
  /** Takes the next token when it is this sign or this word. */
  takes(text: string): boolean;
  isAt(text: string): boolean;
  expect(text: string): void;
  expectName(): string;
  expectEnd(): void;
  /** Compiles the expression that begins here. */
  expression(): Expression;
  /** A reader of other tokens, with the same grammar. */
  of(tokens: readonly Token[]): TokenReader;
}

/** @param compileExpression the grammar of a whole expression; handed in, for it is made of parts that read expressions again */
export function createTokenReader(tokens: readonly Token[], compileExpression: (reader: TokenReader) => Expression): TokenReader {
  let at = 0;
  const isAt = (text: string) => tokens[at]?.text === text && tokens[at]?.kind !== "string";
  const shown = () => (tokens[at] === undefined ? "the end" : tokens[at]?.text);
  const reader: TokenReader = {
    peek: (ahead = 0) => tokens[at + ahead] ?? null,
    next() {
      const token = tokens[at++];
      if (token === undefined) throw new TemplateFault("an expression is not complete");
      return token;
    },
    isAt,
    takes(text) {
      if (!isAt(text)) return false;
      at++;
      return true;
    },
    expect(text) {
      if (!reader.takes(text)) throw new TemplateFault(`${shown()} stands where ${text} should be`);
    },
    expectName() {
      const token = reader.next();
      if (token.kind !== "name") throw new TemplateFault(`${token.text} stands where a name should be`);
      return token.text;
    },
    expression: () => compileExpression(reader),
    of: (others) => createTokenReader(others, compileExpression),
    expectEnd() {
      if (at < tokens.length) throw new TemplateFault(`${shown()} is not expected`);
    },
  };
  return reader;
}
