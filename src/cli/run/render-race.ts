import type { RaceView, RunDetail } from "../../evals/index.ts";
import { formatTable } from "../format-table.ts";

/** One line: how far a race is. */
export function raceLine({ answered, race }: Pick<RunDetail, "answered"> & { race: RaceView }): string {
  const { known, pairs, open, racing, position } = race;
  return `${known} of ${pairs} pairs resolved, ${open} open: ${racing} workers race at document ${position} (${answered} answered)`;
}

/** Pairs that are settled in one way or another, of all of them. */
export function raceShare({ open, pairs }: RaceView): number {
  return pairs === 0 ? 1 : 1 - open / pairs;
}

/** What a race has found out, and what it leaves open. */
export function renderRace(race: RaceView): string {
  const goal = race.goal === "pairs" ? "all pairs" : `the best ${race.goal.top}`;
  const about = race.claim === "benchmark" ? "on all documents of this benchmark" : "on documents like these";
  const lines = [
    `Race for ${goal}, who is better ${about}, wrong in any pair with a chance of at most ${race.alpha}:`,
    `${race.known} of ${race.pairs} pairs resolved after ${race.position} documents, ${race.givenUp} given up, ${race.open} open, ${race.notNeeded} not needed.`,
  ];
  if (race.unresolved.length === 0) return lines.join("\n");
  const rows = race.unresolved.map(({ a, b, documents, documentsNeeded, state }) => [
    `${a}, ${b}`,
    state === "open" ? "open" : "given up",
    String(documents),
    documentsNeeded === null ? "cannot be said" : `about ${documentsNeeded}`,
  ]);
  const columns = [
    { head: "not told apart" },
    { head: "state" },
    { head: "documents", isNumber: true },
    { head: "more needed", isNumber: true },
  ];
  return [...lines, "", formatTable(columns, rows)].join("\n");
}
