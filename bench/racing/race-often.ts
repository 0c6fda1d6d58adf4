import { replayRace, shuffledOrder, type RaceRules, type RaceState } from "../../src/stats/index.ts";

/** What races over the same recorded outcomes, in other orders each, came to. */
export interface RacesReport {
  /** Means over the repetitions. */
  racing: { calls: number; pairs: number };
  /** Everybody is asked every document until all that the goal asks for is known, by the same rule. */
  uniform: { calls: number; pairs: number };
  /** Everybody is asked until the last pair is known or given up. */
  uniformGivingUp: { calls: number };
  /** Repetitions in which any pair was claimed against the order of the whole benchmark. */
  wrong: number;
  /** Repetitions in which every pair was known. */
  complete: number;
}

/** Races the workers over the documents in `repetitions` seeded orders. */
export function raceOften(outcomes: readonly Float32Array[], rules: Omit<RaceRules, "documents">, repetitions: number): RacesReport {
  const documents = outcomes[0]?.length ?? 0;
  const report: RacesReport = {
    racing: { calls: 0, pairs: 0 },
    uniform: { calls: 0, pairs: 0 },
    uniformGivingUp: { calls: 0 },
    wrong: 0,
    complete: 0,
  };
  const answered = outcomes.map(() => documents);
  for (let seed = 0; seed < repetitions; seed++) {
    const order = shuffledOrder(documents, seed);
    const shuffled = outcomes.map((own) => Float32Array.from(order, (document) => own[document] ?? Number.NaN));
    const race = replayRace(shuffled, answered, { ...rules, documents });
    const patient = rules.giveUpBelow === 0 ? race : replayRace(shuffled, answered, { ...rules, documents, giveUpBelow: 0 });
    report.racing.calls += callsOf(race) / repetitions;
    report.racing.pairs += knownOf(race) / repetitions;
    report.uniform.calls += (patient.position * outcomes.length) / repetitions;
    report.uniform.pairs += knownOf(patient) / repetitions;
    report.uniformGivingUp.calls += (race.position * outcomes.length) / repetitions;
    report.wrong += Number(isWrong(race, outcomes));
    report.complete += Number(knownOf(race) === race.pairs.length);
  }
  return report;
}

function callsOf({ askTo }: RaceState): number {
  return askTo.reduce((sum, own) => sum + own, 0);
}

function knownOf({ pairs }: RaceState): number {
  return pairs.filter(({ better }) => better !== null).length;
}

function isWrong({ pairs }: RaceState, outcomes: readonly Float32Array[]): boolean {
  return pairs.some(({ first, second, better }) => {
    if (better === null) return false;
    const lead = leadOf(outcomes[first] ?? new Float32Array(), outcomes[second] ?? new Float32Array());
    return better === first ? lead <= 0 : lead >= 0;
  });
}

/** Sum of the differences on the documents that both have an outcome for. */
function leadOf(first: Float32Array, second: Float32Array): number {
  let lead = 0;
  for (let document = 0; document < first.length; document++) {
    const difference = (first[document] as number) - (second[document] as number);
    if (!Number.isNaN(difference)) lead += difference;
  }
  return lead;
}
