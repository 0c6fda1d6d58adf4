const DIMENSIONS = 256;
const MAX_DIMENSIONS = 4096;
const GRAM = 3;
/** FNV-1a, 32 bits. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * A text as a vector of length 1: its character trigrams, each hashed to a place and a sign (feature hashing, Weinberger et
 * al. 2009, arXiv:0902.2206). Texts that share wording are near, and no model is behind it.
 * @param dimensions up to 4096. Default 256
 */
export function hashedEmbedding(text: string, dimensions = DIMENSIONS): Float32Array {
  const vector = new Float32Array(Math.min(dimensions, MAX_DIMENSIONS));
  const padded = `  ${text.toLowerCase().normalize("NFKC")} `;
  for (let at = 0; at + GRAM <= padded.length; at++) {
    let hash = OFFSET;
    for (let next = at; next < at + GRAM; next++) hash = Math.imul(hash ^ padded.charCodeAt(next), PRIME);
    // The low bits choose the place, the highest the sign.
    const place = (hash >>> 1) % vector.length;
    vector[place] = (vector[place] ?? 0) + (hash < 0 ? -1 : 1);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
