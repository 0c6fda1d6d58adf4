/** One task's part in a group. */
export interface GroupPart {
  value: number;
  stderr: number | null;
  /** Number of documents. */
  size: number;
}

/** A group's mean over its tasks. */
export interface GroupMean {
  value: number;
  stderr: number | null;
  size: number;
}

/**
 * The harness's aggregation of a group: mean of the tasks' values, weighted by size or not, and the pooled standard error
 * sqrt(sum((n-1) * (se^2 * n)) / (N - k) / N). Null where a part has none or all tasks have one document. An empty group: null.
 */
export function groupMeanOf(parts: readonly GroupPart[], isWeightedBySize: boolean): GroupMean | null {
  if (parts.length === 0) return null;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const weightOf = (part: GroupPart) => (isWeightedBySize ? part.size : 1);
  const weights = parts.reduce((sum, part) => sum + weightOf(part), 0);
  const value = parts.reduce((sum, part) => sum + part.value * weightOf(part), 0) / weights;
  return { value, stderr: pooledStderr(parts, size), size };
}

function pooledStderr(parts: readonly GroupPart[], size: number): number | null {
  if (size <= parts.length) return null;
  let pooled = 0;
  for (const part of parts) {
    if (part.stderr === null) return null;
    pooled += (part.size - 1) * part.stderr ** 2 * part.size;
  }
  return Math.sqrt(pooled / (size - parts.length) / size);
}
