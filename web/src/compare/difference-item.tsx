import { useState } from "preact/hooks";
import { samplePath } from "../api/paths.ts";
import type { DifferenceSide } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { TextDiff } from "../elements/text-diff.tsx";
import { Asked } from "../samples/asked.tsx";
import { Outcome } from "../samples/outcome.tsx";
import type { Difference } from "./use-differences.ts";

interface DifferenceItemProps {
  run: string;
  document: Difference;
  names: { a: string; b: string };
}

/** One document: what both made of it, and on demand the prompt and the answers token by token. */
export function DifferenceItem({ run, document, names }: DifferenceItemProps) {
  const [isOpen, setOpen] = useState(false);
  const { ordinal, task, docId, target, a, b } = document;
  return (
    <details class="difference" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="where">
          <b>#{ordinal}</b> {task}, document {docId}
        </span>
        <span class="target">
          target <span class="code-text">{target}</span>
        </span>
        <Side name={names.a} side={a} />
        <Side name={names.b} side={b} />
      </summary>
      {isOpen && <Whole run={run} document={document} names={names} />}
    </details>
  );
}

function Side({ name, side }: { name: string; side: DifferenceSide }) {
  return (
    <span class="side">
      <span class="name">{name}</span> <Outcome {...side} /> <span class="code-text extract">{side.extracted ?? "–"}</span>
    </span>
  );
}

/** The list's texts are cut; here they are whole. */
function Whole({ run, document: { ordinal, a, b }, names }: DifferenceItemProps) {
  const first = useResource(samplePath(run, ordinal, a.uid));
  const second = useResource(samplePath(run, ordinal, b.uid));
  const href = (uid: number) => `/runs/${encodeURIComponent(run)}/samples/${ordinal}/${uid}`;
  return (
    <div class="whole">
      <ProblemNote problem={first.problem ?? second.problem} />
      {(!first.value || !second.value) && !first.problem && !second.problem && <p aria-busy="true">Reading both answers…</p>}
      {first.value && second.value && (
        <>
          <TextDiff a={{ name: names.a, text: first.value.text }} b={{ name: names.b, text: second.value.text }} />
          <details class="earlier">
            <summary>The prompt</summary>
            <Asked request={first.value.request} />
          </details>
          <p>
            <a href={href(a.uid)}>Why {names.a} scored so</a> · <a href={href(b.uid)}>Why {names.b} scored so</a>
          </p>
        </>
      )}
    </div>
  );
}
