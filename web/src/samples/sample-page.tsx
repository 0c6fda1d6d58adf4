import { readAccessKey } from "../api/access-key.ts";
import { samplePath } from "../api/paths.ts";
import type { SampleDetail } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { CodeBlock } from "../elements/code-block.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { useTitle } from "../elements/use-title.ts";
import { countOf, formatDuration } from "../format.ts";
import { Against } from "./against.tsx";
import { Answer } from "./answer.tsx";
import { Asked } from "./asked.tsx";
import { Neighbours } from "./neighbours.tsx";
import { filterQuery, findOpenList, readFilter } from "./open-list.ts";
import { OtherWorkers } from "./other-workers.tsx";
import { Outcome } from "./outcome.tsx";
import { ScoreTable } from "./score-table.tsx";
import { toCurl } from "./to-curl.ts";

interface SamplePageProps {
  run: string;
  ordinal: number;
  uid: number;
  query: URLSearchParams;
}

/** `/runs/ID/samples/ORDINAL/UID`: one document, one worker, and why it scored what it scored. */
export function SamplePage({ run, ordinal, uid, query }: SamplePageProps) {
  const { value: sample, problem } = useResource(samplePath(run, ordinal, uid));
  const title = sample ? `Sample ${ordinal} of ${sample.worker}` : `Sample ${ordinal}`;
  useTitle(title);
  const filter = readFilter(query);
  const filterText = filterQuery(filter);
  return (
    <>
      <p class="crumbs">
        <a href="/runs">Runs</a> / <a href={`/runs/${encodeURIComponent(run)}${filterText === "" ? "" : `?${filterText}`}`}>{run}</a> /{" "}
        <span>
          {ordinal}/{uid}
        </span>
      </p>
      <header class="page-head">
        <h1>{title}</h1>
        <Neighbours run={run} ordinal={ordinal} uid={uid} list={findOpenList(run, filter)} query={filterText} />
      </header>
      <ProblemNote problem={problem} />
      {sample && <Sample run={run} sample={sample} query={filterText} against={query.get("against")} />}
      {!sample && !problem && <p aria-busy="true">Reading the sample…</p>}
    </>
  );
}

interface SampleProps {
  run: string;
  sample: SampleDetail;
  /** The list's filter. */
  query: string;
  /** Uid of the worker whose answer it is compared with. */
  against: string | null;
}

function Sample({ run, sample, query, against }: SampleProps) {
  const tokens = sample.completionTokens === null ? null : countOf(sample.completionTokens, "token");
  const curl = toCurl({ origin: location.origin, worker: sample.worker, request: sample.request, needsKey: readAccessKey() !== null });
  return (
    <>
      <p class="status-line">
        <Outcome {...sample} />
        <span>
          {sample.task}, document {sample.docId}
        </span>
        <span>
          {[formatDuration(sample.durationMs), tokens, sample.finishReason && `ended by ${sample.finishReason}`].filter(Boolean).join(", ")}
        </span>
      </p>
      <div class="side-by-side tall">
        <section aria-labelledby="prompt">
          <h2 id="prompt">Prompt</h2>
          <Asked request={sample.request} />
        </section>
        <section aria-labelledby="answer">
          <h2 id="answer">Answer</h2>
          <Answer sample={sample} />
          <h2>Why it scored</h2>
          <Verdict sample={sample} />
        </section>
      </div>
      {against !== null && <Against run={run} sample={sample} uid={Number(against)} />}
      <OtherWorkers run={run} ordinal={sample.ordinal} uid={sample.uid} query={query} />
      <section aria-labelledby="request">
        <h2 id="request">Ask again</h2>
        <CodeBlock label="curl" code={curl} />
      </section>
      <details class="section">
        <summary>
          <h2>The document</h2>
        </summary>
        <CodeBlock label="JSON" code={JSON.stringify(sample.doc, null, 2)} />
      </details>
    </>
  );
}

function Verdict({ sample }: { sample: SampleDetail }) {
  return (
    <>
      <dl class="facts versus">
        <div>
          <dt>Extracted</dt>
          <dd class="code-text">{sample.extracted ?? "nothing"}</dd>
        </div>
        <div>
          <dt>Target</dt>
          <dd class="code-text">{sample.target}</dd>
        </div>
      </dl>
      {sample.explanation.length > 0 && (
        <ol class="explanation">
          {sample.explanation.map((step, index) => (
            <li key={index}>{step}</li>
          ))}
        </ol>
      )}
      <ScoreTable results={sample.results} />
    </>
  );
}
