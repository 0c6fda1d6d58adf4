/**
 * What racing costs and how sure it is, on recorded answers of real models: `node scripts/measure-racing.ts [DIRECTORY [REPETITIONS [NULL_RUNS]]]`.
 * Prints the tables of docs/guides/racing.md. DIRECTORY holds MMLU-Pro's test.jsonl.gz and recorded/.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RaceClaim, RaceGoal } from "../src/stats/index.ts";
import { nullRaces } from "../bench/racing/null-races.ts";
import { raceOften } from "../bench/racing/race-often.ts";
import { readOutcomes } from "../bench/racing/read-outcomes.ts";

const [directory = "../shared/data/mmlu_pro", repetitions = "200", nullRuns = "10000"] = process.argv.slice(2);
const ALPHA = 0.05;
const RACES: readonly [goal: RaceGoal, claim: RaceClaim, giveUpBelow: number][] = [
  ["pairs", "population", 0.05],
  ["pairs", "population", 0],
  [{ top: 1 }, "population", 0.05],
  [{ top: 3 }, "population", 0.05],
  [{ top: 5 }, "population", 0.05],
  ["pairs", "benchmark", 0],
  [{ top: 3 }, "benchmark", 0],
];

process.exitCode = main();

function main(): number {
  if (!existsSync(join(directory, "recorded"))) {
    console.error(`${directory} holds no recorded/. Name the folder of MMLU-Pro with its models' recorded answers.`);
    return 2;
  }
  reportRaces();
  reportNullRaces();
  return 0;
}

function reportRaces(): void {
  const models = readOutcomes(directory);
  const outcomes = models.map((model) => model.outcomes);
  const documents = outcomes[0]?.length ?? 0;
  const whole = documents * models.length;
  console.log(
    `${models.length} models x ${documents} documents = ${count(whole)} calls; alpha ${ALPHA}, ${repetitions} seeded orders, means.\n`,
  );
  console.log(
    "| goal | claim | given up below | pairs known, racing | pairs known, uniform | calls, racing | calls, uniform | share | uniform that gives up | wrong races |",
  );
  console.log(`| ${"--- | ".repeat(10)}`);
  for (const [goal, claim, giveUpBelow] of RACES) {
    const { racing, uniform, uniformGivingUp, wrong } = raceOften(
      outcomes,
      { alpha: ALPHA, goal, claim, giveUpBelow },
      Number(repetitions),
    );
    const cells = [
      goal === "pairs" ? "pairs" : `top=${goal.top}`,
      claim,
      giveUpBelow === 0 ? "never" : String(giveUpBelow),
      racing.pairs.toFixed(1),
      uniform.pairs.toFixed(1),
      count(racing.calls),
      count(uniform.calls),
      `${((100 * racing.calls) / uniform.calls).toFixed(0)} %`,
      count(uniformGivingUp.calls),
      `${wrong} of ${repetitions}`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function reportNullRaces(): void {
  console.log(`\nEqual workers, ${count(Number(nullRuns))} races each, alpha ${ALPHA}: share of the races that claimed anything.\n`);
  console.log("| claim | workers | documents | claimed something |");
  console.log(`| ${"--- | ".repeat(4)}`);
  for (const claim of ["population", "benchmark"] as const) {
    for (const [workers, documents] of [
      [2, 1000],
      [5, 500],
    ] as const) {
      const share = nullRaces({ claim, runs: Number(nullRuns), workers, documents, alpha: ALPHA, seed: 20_261_124 });
      console.log(`| ${claim} | ${workers} | ${documents} | ${share.toFixed(4)} |`);
    }
  }
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}
