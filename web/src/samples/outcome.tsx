/** Right, wrong, partly right or failed: in a sign and a word. */
export function Outcome({ score, fault }: { score: number | null; fault: string | null }) {
  if (fault !== null) return <span class="outcome failed">⚠ {fault.replaceAll("_", " ")}</span>;
  if (score === null) return <span class="outcome">not scored</span>;
  if (score >= 1) return <span class="outcome right">✓ right</span>;
  if (score <= 0) return <span class="outcome wrong">✗ wrong</span>;
  return <span class="outcome partly">≈ {score.toFixed(2)}</span>;
}
