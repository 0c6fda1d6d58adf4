import { replayRace, shuffledOrder, type RaceState } from "../../stats/index.ts";
import type { EvalsContext } from "../context.ts";
import { joinOutcomes } from "../leaderboard/join-outcomes.ts";
import { readScores } from "../leaderboard/store.ts";
import { isOpen } from "../run.ts";
import { enqueueFinish, enqueueRung } from "../runs/enqueue.ts";
import { findRun, listRunTasks, lockRun, type RunRow } from "../runs/store.ts";
import type { JudgedRace } from "./judged-race.ts";
import { SPENT_IN_RACE, type RaceSettings } from "./race-settings.ts";
import { leaveRace, listRacers, raiseAskTo, readJudgedRace, writeJudgedRace, type Racer } from "./store.ts";

/**
 * Judges a race as soon as its rung is complete: stores what is known now, lets the workers that are still racing be asked for
 * the next rung, and ends the run when there is nothing left to ask or nothing left to spend. What it decides depends on the stored outcomes alone
 * and is stored in one transaction with the jobs that follow from it, so that it may be repeated and killed at any moment.
 */
export async function judgeRace(context: EvalsContext, runId: string): Promise<void> {
  const { db } = context;
  const run = await findRun(db, runId);
  if (!run || !isOpen(run.state) || !run.settings.untilResolved) return;
  const racers = await listRacers(db, runId);
  const isSpent = racers.some(({ state }) => state === "stopped");
  // Somebody is being asked or scored; whoever is last starts this job again.
  if (racers.some((racer) => racer.scored < (isSpent ? racer.answered : racer.askTo) || isAsked(racer))) return;
  const state = await judge(context, run, run.settings.untilResolved, racers);
  const judged = toJudged(state, racers, run.instanceCount);
  await db.transaction(async () => {
    const locked = await lockRun(db, runId);
    if (!locked || !isOpen(locked.state)) return;
    await writeJudgedRace(db, runId, judged);
    const racing = racers.filter((_, index) => state.isRacing[index]);
    await leaveRace(
      db,
      runId,
      uidsOf(racers, (_, index) => !state.isRacing[index]),
      { state: "done" },
    );
    if (state.ended !== null || isSpent) {
      await leaveRace(db, runId, uidsOf(racing), { state: "stopped", error: SPENT_IN_RACE });
      return enqueueFinish(context, locked);
    }
    for (const [index, { uid, askTo: from }] of racers.entries()) {
      const to = state.askTo[index] ?? 0;
      if (!state.isRacing[index] || to <= from) continue;
      await raiseAskTo(db, runId, uid, to);
      await enqueueRung(context, locked, { uid, from, to });
    }
  });
  context.log.info({ runId, position: state.position, known: judged.pairs.filter(({ better }) => better !== null).length }, "race judged");
}

/** Its rung is not over: also where no answer is missing any more, but the job that asks has not said so. */
function isAsked({ state, scored, askTo }: Racer): boolean {
  return (state === "queued" || state === "requesting") && scored < askTo;
}

function uidsOf(racers: readonly Racer[], isWanted: (racer: Racer, index: number) => boolean = () => true): number[] {
  return racers.filter(isWanted).map(({ uid }) => uid);
}

async function judge({ db }: EvalsContext, run: RunRow, settings: RaceSettings, racers: readonly Racer[]): Promise<RaceState> {
  // Scores first: they come in one transaction with the sizes of their tasks, which a later look cannot miss.
  const [scores, tasks] = [await readScores(db, run.id), await listRunTasks(db, run.id)];
  const byWorker = Map.groupBy(scores, (score) => score.uid);
  const order = shuffledOrder(run.instanceCount, run.settings.seed);
  const outcomes = racers.map(({ uid }) => {
    const own = joinOutcomes(byWorker.get(uid) ?? [], tasks);
    return Float32Array.from(order, (ordinal) => own[ordinal] ?? Number.NaN);
  });
  // Up to the last judgement every worker that races had answered everything.
  const judgedBefore = (await readJudgedRace(db, run.id))?.position ?? 0;
  const answered = racers.map(({ scored, askTo }) => (scored >= askTo ? askTo : judgedBefore));
  return replayRace(outcomes, answered, { ...settings, documents: run.instanceCount });
}

function toJudged(state: RaceState, racers: readonly Racer[], documents: number): JudgedRace {
  const uidOf = (index: number) => racers[index]?.uid ?? 0;
  const pairs = state.pairs.map((pair) => ({
    ...pair,
    first: uidOf(pair.first),
    second: uidOf(pair.second),
    better: pair.better === null ? null : uidOf(pair.better),
  }));
  return { ended: state.ended, position: state.position, callsNeeded: callsNeeded(state, documents), pairs };
}

/** Each worker that races is asked until its last open pair is resolved. Null where no pair foresees anything. */
function callsNeeded({ pairs, isRacing, position }: RaceState, documents: number): number | null {
  const open = pairs.filter((pair) => pair.state === "open");
  const left = documents - position;
  const perWorker = isRacing.map((_, worker) =>
    open
      .filter(({ first, second }) => first === worker || second === worker)
      .reduce((most, { documentsNeeded }) => Math.max(most, Math.min(left, documentsNeeded ?? 0)), 0),
  );
  return open.every((pair) => pair.documentsNeeded === null) && open.length > 0 ? null : perWorker.reduce((sum, own) => sum + own, 0);
}
