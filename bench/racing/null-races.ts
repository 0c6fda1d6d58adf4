import { mersenne } from "pure-rand/generator/mersenne";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { replayRace, shuffledOrder, type RaceClaim } from "../../src/stats/index.ts";

interface Plan {
  claim: RaceClaim;
  runs: number;
  workers: number;
  documents: number;
  alpha: number;
  seed: number;
}

/**
 * Races between equal workers: the share of the runs in which any pair was claimed. Population: each is right with the same chance;
 * benchmark: each has the same number of documents right. No pair is given up, which would only make claims rarer.
 */
export function nullRaces({ claim, runs, workers, documents, alpha, seed }: Plan): number {
  const state = mersenne(seed);
  const random = () => uniformFloat64(state);
  let claimed = 0;
  for (let run = 0; run < runs; run++) {
    const skill = 0.2 + 0.6 * random();
    const right = Math.round(skill * documents);
    const outcomes = Array.from({ length: workers }, (_, worker) =>
      claim === "population"
        ? Float32Array.from({ length: documents }, () => Number(random() < skill))
        : Float32Array.from(shuffledOrder(documents, (seed + run) * workers + worker), (place) => Number(place < right)),
    );
    const rules = { alpha, goal: "pairs", claim, documents, giveUpBelow: 0 } as const;
    const { pairs } = replayRace(
      outcomes,
      outcomes.map(() => documents),
      rules,
    );
    claimed += Number(pairs.some(({ better }) => better !== null));
  }
  return claimed / runs;
}
