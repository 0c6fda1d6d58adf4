import type { Expression } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import type { Token } from "./token.ts";

/** Deeper brackets are not read: a stack must not overflow for what a worker wrote. */
const MAX_DEPTH = 60;
/** Trying one reading after the other must end: formulas that are meant take far fewer steps. */
const MAX_STEPS = 20_000;

/** Walks over a formula's tokens. */
export interface TokenReader {
  /** The kind of the token `ahead` places on; "" behind the end. */
  peek(ahead?: number): string;
  /** Takes the next token, whatever it is. */
  take(): Token;
  /** Takes the next token if it is of this kind. */
  accept(kind: string): Token | null;
  /** Takes the next token; another kind is a MathFault. */
  expect(kind: string): Token;
  /** What `read` makes of the next tokens; where it finds a fault, or `follows` refuses what comes behind, null and no token is taken. */
  attempt<Result>(read: () => Result, follows?: (kind: string) => boolean): Result | null;
  /** Guards against too many levels. */
  nested<Result>(read: () => Result): Result;
  /** The text of the tokens that `read` takes, without spaces. */
  textOf(read: () => unknown): string;
}

/** A reader of formulas: what the parts of the grammar share. */
export interface FormulaReader extends TokenReader {
  /** Whether letters stand for real numbers. */
  readonly isReal: boolean;
  /** Reads a whole sum. */
  readFormula(): Expression;
  /** Reads what may stand behind ^ or _ without braces. */
  readAtom(): Expression;
  /** Reads what stands below or above a function without braces. */
  readScript(): Expression;
  /** Reads the argument of a function that has no brackets. */
  readBareArgument(): Expression;
  /** Open bars: the next bar closes rather than opens. */
  bars: number;
}

export function createTokenReader(tokens: readonly Token[]): TokenReader {
  let at = 0;
  let depth = 0;
  let steps = 0;
  const reader: TokenReader = {
    peek: (ahead = 0) => tokens[at + ahead]?.kind ?? "",
    take() {
      const token = tokens[at++];
      if (token === undefined) throw new MathFault("the formula ends too early");
      if (++steps > MAX_STEPS) throw new MathFault("too many ways to read it");
      return token;
    },
    accept: (kind) => (reader.peek() === kind ? reader.take() : null),
    expect(kind) {
      const token = reader.take();
      if (token.kind !== kind) throw new MathFault(`${token.text} stands where ${kind} is expected`);
      return token;
    },
    attempt(read, follows = () => true) {
      const start = at;
      try {
        const result = read();
        if (follows(reader.peek())) return result;
      } catch (error) {
        if (!(error instanceof MathFault)) throw error;
      }
      at = start;
      return null;
    },
    nested(read) {
      if (depth >= MAX_DEPTH) throw new MathFault("too many levels");
      depth++;
      try {
        return read();
      } finally {
        depth--;
      }
    },
    textOf(read) {
      const start = at;
      read();
      return tokens
        .slice(start, at)
        .map(({ text }) => text)
        .join("");
    },
  };
  return reader;
}
