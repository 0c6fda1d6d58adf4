import { useEffect, useState } from "preact/hooks";
import { runPath, samplePath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { RunDetail, SampleDetail } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { formatDuration } from "../format.ts";
import { Outcome } from "./outcome.tsx";

/** Answers fetched at once; the rest are links. */
const MAX_FETCHED = 12;
/** Characters of an answer's end: that is where the conclusion stands. */
const EXCERPT = 160;

interface OtherWorkersProps {
  run: string;
  ordinal: number;
  uid: number;
  /** The list's filter, kept in links so that the way back stays. */
  query: string;
}

/** What the run's other workers answered to the same document. */
export function OtherWorkers({ run, ordinal, uid, query }: OtherWorkersProps) {
  const { value } = useResource(runPath(run));
  const others = value?.workers.filter((worker) => worker.uid !== uid) ?? [];
  const samples = useSamples(run, ordinal, others.slice(0, MAX_FETCHED));
  if (others.length === 0) return null;
  const hrefOf = (worker: number) => `/runs/${encodeURIComponent(run)}/samples/${ordinal}/${worker}${query === "" ? "" : `?${query}`}`;
  const againstHref = (worker: number) =>
    `/runs/${encodeURIComponent(run)}/samples/${ordinal}/${uid}?${new URLSearchParams([...new URLSearchParams(query), ["against", String(worker)]])}`;
  return (
    <section aria-labelledby="others">
      <h2 id="others">The same document, other workers</h2>
      <Table caption="What other workers answered to this document" class="cards">
        <thead role="rowgroup">
          <Row>
            {["Worker", "Outcome", "Extracted", "Answer ends with", "Time", "Differences"].map((name) => (
              <ColumnHead key={name}>{name}</ColumnHead>
            ))}
          </Row>
        </thead>
        <tbody role="rowgroup">
          {others.slice(0, MAX_FETCHED).map((worker) => (
            <Other
              key={worker.uid}
              name={worker.name}
              href={hrefOf(worker.uid)}
              against={againstHref(worker.uid)}
              sample={samples.get(worker.uid)}
            />
          ))}
        </tbody>
      </Table>
      {others.length > MAX_FETCHED && (
        <p>
          {others.slice(MAX_FETCHED, 200).map((worker) => (
            <a key={worker.uid} class="chip" href={hrefOf(worker.uid)}>
              {worker.name}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}

interface OtherProps {
  name: string;
  href: string;
  /** This sample's page with both answers token by token. */
  against: string;
  sample: SampleDetail | null | undefined;
}

function Other({ name, href, against, sample }: OtherProps) {
  return (
    <Row>
      <RowHead label="Worker">
        <a href={href}>{name}</a>
      </RowHead>
      <Cell label="Outcome">{sample ? <Outcome {...sample} /> : <span class="muted">{sample === null ? "no answer yet" : "…"}</span>}</Cell>
      <Cell label="Extracted" class="code-text">
        {sample?.extracted ?? "–"}
      </Cell>
      <Cell label="Answer ends with" class="wide-text">
        {sample ? endOf(sample.text) : "–"}
      </Cell>
      <Cell label="Time" class="one-line">
        {sample ? formatDuration(sample.durationMs) : "–"}
      </Cell>
      <Cell label="Differences" class="one-line">
        {sample ? (
          <a href={against} aria-label={`token by token, differences to ${name}`}>
            token by token
          </a>
        ) : (
          "–"
        )}
      </Cell>
    </Row>
  );
}

function endOf(text: string): string {
  return text.length <= EXCERPT ? text : `… ${text.slice(-EXCERPT)}`;
}

/** By uid; null: there is none yet. */
function useSamples(run: string, ordinal: number, workers: RunDetail["workers"]): ReadonlyMap<number, SampleDetail | null> {
  const [samples, setSamples] = useState<ReadonlyMap<number, SampleDetail | null>>(new Map());
  useEffect(() => {
    const controller = new AbortController();
    for (const { uid } of workers) {
      const keep = (sample: SampleDetail | null) => {
        if (!controller.signal.aborted) setSamples((old) => new Map(old).set(uid, sample));
      };
      send("GET", samplePath(run, ordinal, uid), { signal: controller.signal }).then(
        (text) => keep(JSON.parse(text) as SampleDetail),
        () => keep(null),
      );
    }
    return () => controller.abort();
  }, [run, ordinal, workers.map(({ uid }) => uid).join()]);
  return samples;
}
