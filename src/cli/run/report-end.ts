import type { RunDetail } from "../../evals/index.ts";
import { EXIT, type Context, type ExitCode } from "../command.ts";

/** Says how a run ended that is not simply done. @returns the exit code: a spent budget leaves open what it was to find out */
export function reportEnd({ err }: Pick<Context, "err">, { id, state, error, race }: RunDetail): ExitCode {
  if (state === "done" && race?.ended === "exhausted") {
    err(`Run ${id} leaves ${race.open + race.givenUp} of ${race.pairs} pairs unresolved: its documents are used up, or too few for them.`);
    return EXIT.unresolved;
  }
  if (state === "done") return EXIT.ok;
  err(`Run ${id} is ${state}${error ? `: ${error}` : "."}`);
  if (state !== "exhausted") return EXIT.error;
  err(`\`assay run resume ${id} --budget …\` goes on with more.`);
  return EXIT.unresolved;
}
