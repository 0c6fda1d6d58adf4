import { letterOf, type Shown } from "./columns.ts";

/** What the ensemble would have handed on, and who is behind it. */
export function ConsensusNote({ shown: { consensus, columns } }: { shown: Shown }) {
  if (!consensus) return null;
  const nameOf = (position: number) => columns[position]?.name ?? letterOf(position);
  const isShort = consensus.acceptedAnswer.length <= 200;
  return (
    <section class="panel consensus" aria-labelledby="consensus">
      <h2 id="consensus">What they agree on</h2>
      <p>
        <code>prefer: best</code> would hand on the answer of <b>{nameOf(consensus.position)}</b>
        {isShort && (
          <>
            {" "}
            (<span class="code-text">{consensus.acceptedAnswer}</span>)
          </>
        )}
        : {percent(consensus.support)} of the weight is behind it, one vote an owner by incentive.
      </p>
      <dl class="facts">
        <div>
          <dt>Supported by</dt>
          <dd>{consensus.supporters.map(nameOf).join(", ")}</dd>
        </div>
        <div>
          <dt>Found by</dt>
          <dd>
            {{ extracted: "the final answers stated", similarity: "how alike the texts are", single: "the only opinion" }[
              consensus.method
            ] ?? consensus.method}
          </dd>
        </div>
        <div>
          <dt>Agreement of all pairs</dt>
          <dd>{percent(consensus.agreement)}</dd>
        </div>
      </dl>
    </section>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
