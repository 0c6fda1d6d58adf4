import type { ComponentChildren } from "preact";
import type { Comparison } from "../api/types.ts";
import { countOf, formatCount, formatProbability } from "../format.ts";

/** Is one of the two really better, and what says so. */
export function Verdict({ comparison }: { comparison: Comparison }) {
  const { a, b, documents, wins, losses, difference, pValue, eValue, low, high, pAdjusted, test } = comparison;
  const ties = documents - wins - losses;
  const testName = test === "paired-t" ? "p, paired t" : "p, exact McNemar";
  return (
    <>
      <p class="verdict" role="status">
        {verdictOf(comparison)}
      </p>
      <svg class="split" width="100%" height="14" role="img" aria-label={`${wins} won by ${a}, ${ties} equal, ${losses} won by ${b}`}>
        <rect class="win" x="0" width={`${share(wins, documents)}%`} height="14" />
        <rect class="tie" x={`${share(wins, documents)}%`} width={`${share(ties, documents)}%`} height="14" />
        <rect class="loss" x={`${share(wins + ties, documents)}%`} width={`${share(losses, documents)}%`} height="14" />
      </svg>
      <dl class="facts">
        <Fact term={`Won by ${a}`}>{formatCount(wins)}</Fact>
        <Fact term="Equal">{formatCount(ties)}</Fact>
        <Fact term={`Won by ${b}`}>{formatCount(losses)}</Fact>
        <Fact term="Difference">
          {points(difference)}
          {low !== null && high !== null && ` (${points(low)} to ${points(high)})`} points
        </Fact>
        <Fact term={testName}>{formatProbability(pValue)}</Fact>
        {pAdjusted !== null && <Fact term="p, over all pairs">{formatProbability(pAdjusted)}</Fact>}
        <Fact term="Anytime evidence, e">{eValue >= 1e5 ? eValue.toExponential(1) : eValue.toPrecision(3)}</Fact>
      </dl>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function points(difference: number): string {
  return `${difference >= 0 ? "+" : "−"}${(100 * Math.abs(difference)).toFixed(1)}`;
}

function verdictOf({ a, b, documents, better, documentsNeeded }: Comparison): string {
  if (documents === 0) return "No document has an outcome of both yet.";
  const common = countOf(documents, "common document");
  if (better !== null) return `Resolved on ${common}: ${better} is better than ${better === a ? b : a}.`;
  if (documentsNeeded === null) return `Not resolved on ${common}, and at this rate more documents would not help.`;
  return `Not resolved on ${common}. About ${countOf(documentsNeeded, "more document")} would resolve them at this rate.`;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
