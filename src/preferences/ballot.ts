import { z } from "zod";
import { AssayError } from "../lib/errors.ts";
import type { Showing } from "./showing.ts";

/** What a rater says of the answers shown. */
export const choiceSchema = z
  .enum(["best", "tie", "all_bad"])
  .describe("best: the one at `position`; tie: none is better; all_bad: none is good");
export type BallotChoice = z.infer<typeof choiceSchema>;

/** Body of `POST /assay/v1/votes`. */
export const voteSchema = z.strictObject({
  comparison: z.string().min(1).max(64).describe("id of what was shown, as the comparison's first event has it"),
  choice: choiceSchema,
  position: z.int().min(0).optional().describe("column of the best answer, from 0; only with the choice `best`"),
});
export type Vote = z.infer<typeof voteSchema>;

/** A judgement over answers that were shown side by side. */
export const ballotSchema = z.object({
  id: z.int(),
  comparison: z.string(),
  rater: z.string().describe("name of the key"),
  source: z.string().describe("where it was shown"),
  blind: z.boolean().describe("nobody was named and the sides were drawn"),
  choice: choiceSchema,
  position: z.int().nullable(),
  castAt: z.iso.datetime(),
  prompt: z.record(z.string(), z.unknown()),
  answers: z.array(
    z.object({
      position: z.int(),
      uid: z.int().nullable(),
      worker: z.string().nullable(),
      text: z.string(),
      fault: z.string().nullable().describe("why there is no whole answer"),
    }),
  ),
});
export type Ballot = z.infer<typeof ballotSchema>;

/**
 * Whether this can be said of what was shown.
 * @throws `invalid_input` naming the field: a position where none belongs, none where one does, one that was not shown or has
 * failed; a tie of one
 */
export function checkVote({ answers }: Pick<Showing, "answers">, { choice, position }: Pick<Vote, "choice" | "position">): void {
  if (choice !== "best") {
    if (position !== undefined) throw wrong("position", `position: only the choice best has one, not ${choice}.`);
    if (choice === "tie" && answers.length < 2) throw wrong("choice", "choice: a single answer ties with nobody.");
    return;
  }
  if (position === undefined) throw wrong("position", "position: name the column of the best answer, from 0.");
  const best = answers.find((one) => one.position === position);
  if (!best) throw wrong("position", `position: there is no answer at ${position}: there were ${answers.length}.`);
  if (best.fault !== null && best.text === "") {
    throw wrong("position", `position: the answer at ${position} failed (${best.fault}), with nothing to prefer.`);
  }
}

function wrong(field: string, message: string): AssayError {
  return new AssayError("invalid_input", message, { field });
}
