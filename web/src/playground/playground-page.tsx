import { useState } from "preact/hooks";
import { workersPath } from "../api/paths.ts";
import type { Ballot } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { LiveSummary } from "../elements/live-summary.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { useTitle } from "../elements/use-title.ts";
import { countOf } from "../format.ts";
import { navigate } from "../router.ts";
import { AnswerColumn } from "./answer-column.tsx";
import type { Shown } from "./columns.ts";
import { ConsensusNote } from "./consensus-note.tsx";
import { PromptForm } from "./prompt-form.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { readSettings, toBody, toQuery, type Message } from "./settings.ts";
import { useComparison } from "./use-comparison.ts";
import { VoteBar } from "./vote-bar.tsx";

const FIRST: Message[] = [{ role: "user", content: "What is 17 * 23? End with the number." }];
/** Outlives the page: who looks something up elsewhere finds the prompt again. */
let remembered = FIRST;

/** `/playground?mode=&k=&worker=…`: one prompt, several workers side by side, and a vote. */
export function PlaygroundPage({ query }: { query: URLSearchParams }) {
  useTitle("Playground");
  const settings = readSettings(query);
  const [messages, setMessages] = useState(remembered);
  const [ballot, setBallot] = useState<Ballot>();
  const workers = useResource(workersPath(), () => 5000);
  const { shown, isAsking, problem, ask, stop } = useComparison();
  const isAskable = messages.some(({ content }) => content.trim() !== "") && (settings.mode !== "named" || settings.workers.length > 0);
  const submit = () => {
    if (!isAskable) return;
    setBallot(undefined);
    ask(toBody(settings, messages));
  };
  return (
    <>
      <h1>Playground</h1>
      <form
        class="panel ask"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <PromptForm
          messages={messages}
          onSubmit={submit}
          onChange={(next) => {
            remembered = next;
            setMessages(next);
          }}
        />
        <SettingsForm
          settings={settings}
          workers={workers.value?.workers ?? []}
          onChange={(next) => navigate(`/playground?${toQuery(next)}`, { replace: true })}
        />
        <div class="ask-line">
          <button type="submit" class="primary" disabled={!isAskable}>
            {isAsking ? "Ask again" : "Ask"}
          </button>
          {isAsking && (
            <button type="button" onClick={stop}>
              Stop
            </button>
          )}
          <span class="hint">{isAskable ? "Ctrl + Enter asks, too." : "Write a prompt and choose who answers."}</span>
        </div>
      </form>
      <ProblemNote problem={problem ?? workers.problem} />
      <LiveSummary text={summaryOf(shown, isAsking)} />
      <Answers shown={shown} ballot={ballot} onVoted={setBallot} />
    </>
  );
}

interface AnswersProps {
  shown: Shown;
  ballot: Ballot | undefined;
  onVoted(ballot: Ballot): void;
}

function Answers({ shown, ballot, onVoted }: AnswersProps) {
  const { asked } = shown;
  if (!asked) return null;
  const named = reveal(shown, ballot);
  const isBest = (position: number) => ballot?.choice === "best" && ballot.position === position;
  return (
    <>
      {asked.wanted > asked.answers.length && (
        <p class="warnings">
          {countOf(asked.wanted, "answer")} wanted; only {countOf(asked.answers.length, "worker")} can be asked now.
        </p>
      )}
      <h2 class="visually-hidden">Answers</h2>
      <div class="answers">
        {named.columns.map((column) => (
          <AnswerColumn key={column.position} column={column} mode={asked.mode} isBest={isBest(column.position)} />
        ))}
      </div>
      {shown.isDone && <VoteBar key={asked.comparison} comparison={asked.comparison} columns={named.columns} onVoted={onVoted} />}
      {(!asked.blind || ballot !== undefined) && <ConsensusNote shown={named} />}
    </>
  );
}

/** After a vote a blind comparison says who was who. */
function reveal(shown: Shown, ballot: Ballot | undefined): Shown {
  if (!ballot || !shown.asked?.blind) return shown;
  const nameAt = new Map(ballot.answers.map(({ position, worker }) => [position, worker]));
  return { ...shown, columns: shown.columns.map((column) => ({ ...column, name: nameAt.get(column.position) ?? null })) };
}

function summaryOf({ asked, columns, isDone }: Shown, isAsking: boolean): string {
  if (!asked) return isAsking ? "Asking." : "";
  const ended = columns.filter(({ end }) => end).length;
  const failed = columns.filter(({ end }) => end && end.outcome !== "ok").length;
  const found = `${ended} of ${countOf(columns.length, "answer")} ended${failed > 0 ? `, ${failed} failed` : ""}.`;
  return isDone ? `${found} You can vote.` : found;
}
