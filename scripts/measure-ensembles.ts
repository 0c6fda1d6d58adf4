/**
 * How right the chosen answer is, on recorded answers of real models: `node scripts/measure-ensembles.ts [DATA [SEED]]`.
 * Prints the tables of docs/guides/ensembles.md. DATA holds gsm8k/ and mmlu_pro/ with their recorded/ folders.
 *
 * Documents are cut into two halves at random. Each half is answered with weights measured on the other: a worker's
 * weight is its accuracy there. Figures are means over all documents with their standard errors, in percent.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { extractAnswer } from "../src/gateway/ensembles/index.ts";
import { meanAndStandardError } from "../src/stats/index.ts";
import { askRecorded, type Collusion, type Plan } from "../bench/ensembles/ask-recorded.ts";
import { drawSome, seededDraw } from "../bench/ensembles/draw.ts";
import { readGsm8k, readMmluPro, type RecordedNetwork } from "../bench/ensembles/read-recorded.ts";
import { RULES } from "../bench/ensembles/rules.ts";

const [data = "../shared/data", seed = "20261121"] = process.argv.slice(2);
const COLLUSIONS: readonly Collusion[] = ["none", "one owner", "two owners"];
const PLANS: readonly Plan[] = (["random", "top"] as const).flatMap((choice) =>
  [3, 5].flatMap((k) => COLLUSIONS.map((collusion): Plan => ({ choice, k, collusion }))),
);

process.exitCode = main();

function main(): number {
  if (!existsSync(join(data, "gsm8k")) || !existsSync(join(data, "mmlu_pro"))) {
    console.error(`${data} holds no gsm8k/ and mmlu_pro/. Name the folder that has them with their recorded answers.`);
    return 2;
  }
  report(readGsm8k(data), 10);
  report(readMmluPro(data), 2);
  return 0;
}

/** @param draws of workers for each document */
function report(network: RecordedNetwork, draws: number): void {
  const { models, targets, name } = network;
  const documents = [...targets.keys()];
  const isFirstHalf = new Set(drawSome(documents, Math.floor(documents.length / 2), seededDraw(Number(seed))));
  const halves = [true, false].map((isFirst) => documents.filter((document) => isFirstHalf.has(document) === isFirst));
  /** Weights for a document: accuracies on the half that it is not in. */
  const weights = halves.map((half) => models.map((model) => share(half.map((document) => model.isRight[document] ?? false))));
  const weightsFor = (document: number) => weights[isFirstHalf.has(document) ? 1 : 0] ?? [];
  const accuracies = models.map((model) => share(model.isRight));
  const best = documents.map((document) => {
    const own = weightsFor(document);
    return Number(models[own.indexOf(Math.max(...own))]?.isRight[document] ?? false);
  });
  console.log(`\n### ${name}: ${documents.length} documents, ${models.length} models\n`);
  console.log(models.map((model, index) => `${model.name} ${percent(accuracies[index] ?? 0)}`).join(", "));
  console.log(`\nMean single worker ${percent(mean(accuracies))}. Best single worker, chosen on the other half: ${figure(best)}.\n`);
  const rules = Object.entries(RULES);
  console.log(`| asked | k | colluders | ${rules.map(([rule]) => rule).join(" | ")} | consensus - best single |`);
  console.log(`| --- | --- | --- | ${"--- | ".repeat(rules.length + 1)}`);
  for (const plan of PLANS) {
    const draw = seededDraw(Number(seed) + plan.k);
    const asked = documents.map((document) => {
      const own = weightsFor(document);
      return Array.from({ length: draws }, () => askRecorded(network, document, plan, own, mean(own), draw));
    });
    const right = rules.map(([, rule]) => asked.map((sets, document) => share(sets.map((set) => states(rule(set), targets[document])))));
    const consensus = right[rules.findIndex(([rule]) => rule === "consensus")] ?? [];
    const lead = figure(consensus.map((value, document) => value - (best[document] ?? 0)));
    console.log(
      `| ${plan.choice} | ${plan.k} | ${plan.collusion} | ${right.map((values) => percent(mean(values))).join(" | ")} | ${lead} |`,
    );
  }
}

function states(text: string, target: string | undefined): boolean {
  return extractAnswer(text)?.value === target;
}

function share(outcomes: readonly boolean[]): number {
  return mean(outcomes.map(Number));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

function figure(values: readonly number[]): string {
  const { mean: value, standardError } = meanAndStandardError(values);
  return `${percent(value ?? 0)} ± ${percent(standardError ?? 0)}`;
}
