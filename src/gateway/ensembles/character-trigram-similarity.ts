import { trigramSimilarities } from "./trigram-similarities.ts";

/** How alike two texts are, 0..1: the cosine of their counts of character 3-grams. For several texts: `trigramSimilarities`. */
export function characterTrigramSimilarity(a: string, b: string): number {
  return trigramSimilarities([a, b])[0]?.[1] ?? 0;
}
