import { useState } from "preact/hooks";
import { votesPath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { Ballot } from "../api/types.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { letterOf, type Column } from "./columns.ts";

interface VoteBarProps {
  comparison: string;
  columns: readonly Column[];
  onVoted(ballot: Ballot): void;
}

/** Which answer is the best: asked once all have ended, stored by the server with what was shown and where. */
export function VoteBar({ comparison, columns, onVoted }: VoteBarProps) {
  const { isBusy, problem, run } = useAction();
  const [said, setSaid] = useState("");
  const vote = (choice: "best" | "tie" | "all_bad", position?: number) =>
    run(async () => {
      const answer = await send("POST", votesPath, { body: { comparison, choice, ...(position !== undefined && { position }) } });
      const ballot = JSON.parse(answer) as Ballot;
      setSaid(sentenceOf(ballot));
      onVoted(ballot);
    });
  return (
    <section class="vote" aria-labelledby="vote">
      <h2 id="vote">Which answer is the best?</h2>
      {said === "" && (
        <div class="choices">
          {columns.map((column) => (
            <button
              key={column.position}
              type="button"
              class="choice"
              disabled={isBusy || !isReadable(column)}
              onClick={() => vote("best", column.position)}
            >
              {letterOf(column.position)}
              {column.name !== null && <small>{column.name}</small>}
            </button>
          ))}
          {columns.length > 1 && (
            <button type="button" class="choice" disabled={isBusy} onClick={() => vote("tie")}>
              Tie
            </button>
          )}
          <button type="button" class="choice" disabled={isBusy} onClick={() => vote("all_bad")}>
            All bad
          </button>
        </div>
      )}
      <p role="status">{said}</p>
      <ProblemNote problem={problem} />
    </section>
  );
}

function sentenceOf({ choice, position, answers, id }: Ballot): string {
  const name = answers.find((answer) => answer.position === position)?.worker;
  const what = { best: `${letterOf(position ?? 0)}${name ? `, ${name},` : ""} is the best`, tie: "a tie", all_bad: "all bad" }[choice];
  return `Stored as vote ${id}: ${what}.`;
}

/** A failure with nothing to read is no choice. */
function isReadable({ text, end }: Column): boolean {
  return text !== "" || end?.outcome === "ok";
}
