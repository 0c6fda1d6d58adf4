import type { ComparedWorker } from "../api/types.ts";
import { WorkerName } from "../elements/worker-name.tsx";
import { formatCost, formatCount, formatDuration } from "../format.ts";
import { faultSentence } from "../samples/fault-sentences.ts";
import { letterOf, type Column } from "./columns.ts";

interface AnswerColumnProps {
  column: Column;
  /** What the router was asked for; `list`: the workers were named. */
  mode: string;
  isBest: boolean;
}

/** One worker's answer: who, why, what it says while it says it, and what that took. */
export function AnswerColumn({ column, mode, isBest }: AnswerColumnProps) {
  const { position, worker, name, text, end } = column;
  const letter = letterOf(position);
  return (
    <article class={isBest ? "answer best" : "answer"} aria-labelledby={`answer-${position}`} aria-busy={end === undefined}>
      <header>
        <span class="letter" aria-hidden="true">
          {letter}
        </span>
        <h3 id={`answer-${position}`}>
          <span class="visually-hidden">Answer {letter}: </span>
          {worker ? <WorkerName {...worker} /> : (name ?? <span class="muted">not named yet</span>)}
          {isBest && <span class="tag chosen-tag">✓ your choice</span>}
        </h3>
        {worker && <p class="why">{reasonOf(worker, mode)}</p>}
      </header>
      <div class="answer-text" role="group" tabIndex={0} aria-label={`Text of answer ${letter}`}>
        {text}
        {end === undefined && <span class="caret" aria-hidden="true" />}
        {end?.outcome === "ok" && text === "" && <span class="muted">The answer is an empty text.</span>}
      </div>
      {end && end.outcome !== "ok" && (
        <p class="problem">
          <b>{end.outcome.replaceAll("_", " ")}.</b> {end.message ?? faultSentence(end.outcome)}
        </p>
      )}
      <Facts column={column} />
    </article>
  );
}

function Facts({ column: { end } }: { column: Column }) {
  const tokens = end && end.completionTokens !== null ? formatCount(end.completionTokens) : "–";
  const facts: [string, string][] = [
    ["First token", formatDuration(end?.firstTokenMs ?? null)],
    ["Total", end ? formatDuration(end.durationMs) : "…"],
    ["Tokens", tokens],
    ["Cost", formatCost(end?.cost ?? null)],
    ["Ended by", end?.finishReason ?? "–"],
  ];
  return (
    <dl class="facts answer-facts">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Why the router came to this worker. */
function reasonOf({ probability, incentive, state, inFlight, queued }: ComparedWorker, mode: string): string {
  const chance = mode === "list" ? "named by you" : `chance ${(100 * probability).toFixed(0)} %`;
  const weight = `incentive ${(100 * incentive.value).toFixed(1)} % (${(100 * incentive.low).toFixed(1)}–${(100 * incentive.high).toFixed(1)})`;
  const load = inFlight + queued === 0 ? "idle" : `${inFlight} in flight${queued > 0 ? `, ${queued} waiting` : ""}`;
  return [chance, weight, state, load].join(" · ");
}
