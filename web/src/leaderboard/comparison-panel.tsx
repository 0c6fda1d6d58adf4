import { useEffect, useRef } from "preact/hooks";
import { comparisonPath } from "../api/paths.ts";
import { useResource } from "../api/use-resource.ts";
import { Verdict } from "../compare/verdict.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";

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
      <p>
        <a href={`/runs/${encodeURIComponent(run)}/compare?${new URLSearchParams({ a, b })}`}>Compare document by document</a>
      </p>
    </section>
  );
}
