import type { Body } from "./expression.ts";
import type { Piece } from "./scan-template.ts";
import type { TokenReader } from "./token-reader.ts";

/** A body, and the block behind it that ended it (its reader stands behind its name). */
export interface EndedBody {
  body: Body;
  end: string;
  reader: TokenReader | null;
}

/** Reads a template's pieces from first to last. */
export interface PieceReader {
  next(): Piece | null;
  /** Compiles the pieces up to one of the blocks that may end them; with none given, up to the end of the template. */
  body(ends: readonly string[]): EndedBody;
}

/** @param compileBody the grammar of a body; handed in, for it is made of blocks that read bodies again */
export function createPieceReader(
  pieces: readonly Piece[],
  compileBody: (source: PieceReader, ends: readonly string[]) => EndedBody,
): PieceReader {
  let at = 0;
  const reader: PieceReader = {
    next: () => pieces[at++] ?? null,
    body: (ends) => compileBody(reader, ends),
  };
  return reader;
}
