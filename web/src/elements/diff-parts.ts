import { diffWordsWithSpace } from "diff";

/** A stretch of one text: in the other, too, or only here. */
export interface DiffPart {
  text: string;
  isOwn: boolean;
}

export interface TextDiff {
  a: DiffPart[];
  b: DiffPart[];
  /** Share of the longer text's characters that both have, 0 to 1. */
  shared: number;
}

/** Milliseconds that a comparison may take: two long answers without anything in common are not worth more. */
const PATIENCE_MS = 300;

/** Two texts token by token (words, blanks, signs). null: they are too different to compare in time. */
export function diffTexts(a: string, b: string): TextDiff | null {
  const changes = diffWordsWithSpace(a, b, { timeout: PATIENCE_MS });
  if (!changes) return null;
  const common = changes.reduce((sum, { added, removed, value }) => sum + (added || removed ? 0 : value.length), 0);
  return {
    a: changes.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, isOwn: removed })),
    b: changes.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, isOwn: added })),
    shared: common / Math.max(1, a.length, b.length),
  };
}
