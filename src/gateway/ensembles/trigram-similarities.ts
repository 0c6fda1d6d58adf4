import { countTrigrams, type TrigramCounts } from "./trigram-counts.ts";

/** Characters of one text that are compared: its beginning and its end. */
const MAX_COMPARED_CHARACTERS = 32_768;
/** Of all texts together, so that very many answers stay cheap. */
const MAX_TOTAL_CHARACTERS = 524_288;

/**
 * Cosines between the counts of character 3-grams of each pair of texts, 0..1; letter case and runs of blanks do not matter.
 * All pairs at once cost far less than one by one: each text is read once. Texts too short for a 3-gram are alike when equal.
 * Source of the measure: Damashek, "Gauging Similarity with n-Grams", Science 267 (1995), 843-848.
 * @returns a symmetric matrix, one row a text, 1 on the diagonal
 */
export function trigramSimilarities(texts: readonly string[]): Float64Array[] {
  const limit = Math.min(MAX_COMPARED_CHARACTERS, Math.floor(MAX_TOTAL_CHARACTERS / Math.max(1, texts.length)));
  const forms = texts.map((text) => comparedForm(text, limit));
  const { known, texts: counted } = countTrigrams(forms);
  const matrix = forms.map(() => new Float64Array(forms.length));
  const dense = new Float64Array(known);
  for (const [a, one] of counted.entries()) {
    scatter(one, dense);
    for (let b = a; b < counted.length; b++) {
      const isSame = a === b || forms[a] === forms[b];
      const cosine = isSame ? 1 : cosineWith(dense, one.length, counted[b]);
      setSymmetric(matrix, a, b, cosine);
    }
    for (const trigram of one.trigrams) dense[trigram] = 0;
  }
  return matrix;
}

function comparedForm(text: string, limit: number): string {
  const half = Math.floor(limit / 2);
  const cut = text.length <= limit ? text : `${text.slice(0, half)} ${text.slice(-half)}`;
  return cut.toLowerCase().replaceAll(/\s+/gu, " ").trim();
}

function scatter({ trigrams, counts }: TrigramCounts, dense: Float64Array): void {
  for (let index = 0; index < trigrams.length; index++) dense[trigrams[index] ?? 0] = counts[index] ?? 0;
}

function cosineWith(dense: Float64Array, length: number, other: TrigramCounts | undefined): number {
  if (other === undefined || length === 0 || other.length === 0) return 0;
  const { trigrams, counts } = other;
  let product = 0;
  for (let index = 0; index < trigrams.length; index++) product += (dense[trigrams[index] ?? 0] ?? 0) * (counts[index] ?? 0);
  // Rounding must not push the cosine past 1.
  return Math.min(1, product / (length * other.length));
}

function setSymmetric(matrix: readonly Float64Array[], a: number, b: number, value: number): void {
  const [row, column] = [matrix[a], matrix[b]];
  if (row === undefined || column === undefined) return;
  row[b] = value;
  column[a] = value;
}
