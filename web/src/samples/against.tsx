import { samplePath } from "../api/paths.ts";
import type { SampleDetail } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { TextDiff } from "../elements/text-diff.tsx";

interface AgainstProps {
  run: string;
  sample: SampleDetail;
  /** The other worker's uid. */
  uid: number;
}

/** This answer and another worker's to the same document, token by token. */
export function Against({ run, sample, uid }: AgainstProps) {
  const { value: other, problem } = useResource(samplePath(run, sample.ordinal, uid));
  return (
    <section aria-labelledby="against">
      <h2 id="against">
        {sample.worker} and {other?.worker ?? "another worker"}, token by token
      </h2>
      <ProblemNote problem={problem} />
      {other && <TextDiff a={{ name: sample.worker, text: sample.text }} b={{ name: other.worker, text: other.text }} />}
    </section>
  );
}
