import { useEffect, useRef } from "preact/hooks";
import { comparisonPath } from "../api/paths.ts";
import type { Comparison } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { countOf, formatCount, formatProbability } from "../format.ts";

interface ComparisonPanelProps {
  run: string;
  a: string;
  b: string;
  isLive: boolean;
  onClose(): void;
}

/** Two workers on the same documents: is one really better? */
export function ComparisonPanel({ run, a, b, isLive, onClose }: ComparisonPanelProps) {
  const { value, problem } = useResource(comparisonPath(run, a, b), () => (isLive ? 2000 : null));
  const panel = useRef<HTMLElement>(null);
  // The table above may be long: the answer to the second choice must not lie out of sight.
  useEffect(() => panel.current?.scrollIntoView({ block: "nearest" }), [a, b, value !== undefined]);
  return (
    <section ref={panel} class="panel comparison" aria-labelledby="comparison">
      <header>
        <h2 id="comparison">
          {a} against {b}
        </h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      <ProblemNote problem={problem} />
      {!value && !problem && <p>Comparing…</p>}
      {value && <Verdict comparison={value} />}
    </section>
  );
}

function Verdict({ comparison }: { comparison: Comparison }) {
  const { a, b, documents, wins, losses, difference, pValue, eValue } = comparison;
  const ties = documents - wins - losses;
  const points = `${difference >= 0 ? "+" : "−"}${(100 * Math.abs(difference)).toFixed(1)} points`;
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
        <Fact term={`Only ${a} solved`}>{formatCount(wins)}</Fact>
        <Fact term="Both or neither">{formatCount(ties)}</Fact>
        <Fact term={`Only ${b} solved`}>{formatCount(losses)}</Fact>
        <Fact term="Difference">{points}</Fact>
        <Fact term="p, exact McNemar">{formatProbability(pValue)}</Fact>
        <Fact term="Anytime evidence, e">{eValue >= 1e5 ? eValue.toExponential(1) : eValue.toPrecision(3)}</Fact>
      </dl>
    </>
  );
}

function Fact({ term, children }: { term: string; children: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function verdictOf({ a, b, documents, difference, resolved, documentsNeeded }: Comparison): string {
  if (documents === 0) return "No document has an outcome of both yet.";
  const common = countOf(documents, "common document");
  if (resolved) return `Resolved on ${common}: ${difference > 0 ? a : b} is better than ${difference > 0 ? b : a}.`;
  if (documentsNeeded === null) return `Not resolved on ${common}, and at this rate more documents would not help.`;
  return `Not resolved on ${common}. About ${countOf(documentsNeeded, "more document")} would resolve them at this rate.`;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
