import type { Db } from "../../db/index.ts";
import type { RunState } from "../run.ts";
import type { JudgedPair, JudgedRace, RaceView } from "./judged-race.ts";
import type { RaceSettings } from "./race-settings.ts";
import { readJudgedRace } from "./store.ts";

const UNRESOLVED_SHOWN = 20;

interface Input {
  runId: string;
  state: RunState;
  settings: RaceSettings;
  workers: readonly { uid: number; name: string }[];
}

/** How far a race is: as it was judged last. */
export async function viewRace(db: Db, { runId, state, settings, workers }: Input): Promise<RaceView> {
  const judged = (await readJudgedRace(db, runId)) ?? unjudged(workers);
  const count = (...states: JudgedPair["state"][]) => judged.pairs.filter((pair) => states.includes(pair.state)).length;
  const isOver = judged.ended !== null || state === "exhausted";
  return {
    ...settings,
    ended: judged.ended ?? (state === "exhausted" ? "budget" : null),
    position: judged.position,
    racing: isOver ? 0 : new Set(judged.pairs.filter(isOpen).flatMap(({ first, second }) => [first, second])).size,
    pairs: judged.pairs.length,
    known: count("resolved", "implied"),
    open: count("open"),
    givenUp: count("given_up"),
    notNeeded: count("not_needed"),
    callsNeeded: judged.callsNeeded,
    unresolved: unresolvedOf(judged, new Map(workers.map(({ uid, name }) => [uid, name]))),
  };
}

/** One sentence: how many pairs a race that ended early leaves open, and about what they would take. */
export function describeOpenPairs({ open, pairs, callsNeeded }: RaceView): string {
  const more = callsNeeded === null ? "how many more calls they take cannot be said yet" : `they take about ${callsNeeded} more calls`;
  return `Open pairs: ${open} of ${pairs}; ${more}.`;
}

function isOpen({ state }: JudgedPair): boolean {
  return state === "open";
}

/** Open before given up, then by what they need. */
function rank({ state, documentsNeeded }: RaceView["unresolved"][number]): number {
  return (state === "open" ? 0 : Number.MAX_SAFE_INTEGER) + (documentsNeeded ?? Number.MAX_SAFE_INTEGER);
}

function unresolvedOf({ pairs }: JudgedRace, names: ReadonlyMap<number, string>): RaceView["unresolved"] {
  return pairs
    .flatMap(({ first, second, documents, documentsNeeded, state }) =>
      state === "open" || state === "given_up"
        ? [{ a: names.get(first) ?? String(first), b: names.get(second) ?? String(second), documents, documentsNeeded, state }]
        : [],
    )
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, UNRESOLVED_SHOWN);
}

/** Nothing is known before the first rung. */
function unjudged(workers: Input["workers"]): JudgedRace {
  const pairs = workers.flatMap(({ uid: first }, index) =>
    workers.slice(index + 1).map(({ uid: second }): JudgedPair => {
      return { first, second, state: "open", better: null, documents: 0, e: 1, documentsNeeded: null };
    }),
  );
  return { ended: null, position: 0, callsNeeded: null, pairs };
}
