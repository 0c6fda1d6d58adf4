import type { SampleDetail } from "../api/types.ts";
import { faultSentence } from "./fault-sentences.ts";
import { findExtracted } from "./find-extracted.ts";

/** The raw answer as text, with the part marked that was taken out of it; or why there is none. */
export function Answer({ sample }: { sample: SampleDetail }) {
  if (sample.fault !== null) {
    return (
      <div class="problem">
        <p>{faultSentence(sample.fault)}</p>
        {sample.text !== "" && <pre class="raw">{sample.text}</pre>}
      </div>
    );
  }
  if (sample.text === "") return <p class="muted">The answer is an empty text.</p>;
  const place = sample.extracted === null ? null : findExtracted(sample.text, sample.extracted);
  return (
    <>
      <pre class="raw" tabIndex={0} aria-label="Raw answer" role="group">
        {place === null ? (
          sample.text
        ) : (
          <>
            {sample.text.slice(0, place.start)}
            <mark>{sample.text.slice(place.start, place.end)}</mark>
            {sample.text.slice(place.end)}
          </>
        )}
      </pre>
      {sample.extracted !== null && place === null && (
        <p class="hint">The extracted answer does not stand in the text as such, so nothing is marked.</p>
      )}
    </>
  );
}
