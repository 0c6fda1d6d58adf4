/**
 * From which reliability on a judge beats the consensus: `node scripts/measure-judges.ts [DATA [SEED]]`. The answers are recorded ones of
 * real models, the judge is simulated: in each of the two orders, by itself, it names a right candidate with the given chance
 * where there is one among those it sees, and a wrong one else; or it errs alike in both, by what a text looks like. Prints the table of docs/guides/ensembles.md; figures in percent
 * with their standard errors over documents, the last ones paired.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { askRecorded } from "../bench/ensembles/ask-recorded.ts";
import { drawSome, seededDraw, type Draw } from "../bench/ensembles/draw.ts";
import { readGsm8k, readMmluPro, type RecordedNetwork } from "../bench/ensembles/read-recorded.ts";
import { agreedJudgement, consensus, extractAnswer, judgeOrders, type Answer } from "../src/gateway/ensembles/index.ts";
import { pickContenders } from "../src/gateway/pick-contenders.ts";
import { meanAndStandardError } from "../src/stats/index.ts";

const [data = "../shared/data", seed = "20261121"] = process.argv.slice(2);
/** anew: drawn for each order by itself; alike: a text that misleads it does so both times. */
const ERRORS = ["anew", "alike"] as const;
const RELIABILITIES = [0.5, 0.6, 0.7, 0.8, 0.9, 1];
const MAX_CONTENDERS = 4;
const WORKERS = 5;

process.exitCode = main();

function main(): number {
  if (!existsSync(join(data, "gsm8k")) || !existsSync(join(data, "mmlu_pro"))) {
    console.error(`${data} holds no gsm8k/ and mmlu_pro/. Name the folder that has them with their recorded answers.`);
    return 2;
  }
  console.log("| answers | its errors | judge right | its choice stands | judge | consensus | judge less consensus |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  report(readGsm8k(data));
  report(readMmluPro(data));
  return 0;
}

function report(network: RecordedNetwork): void {
  const { models, targets, name } = network;
  const draw = seededDraw(Number(seed));
  const documents = [...targets.keys()];
  const isFirstHalf = new Set(drawSome(documents, Math.floor(documents.length / 2), draw));
  const weights = [true, false].map((isFirst) => {
    const half = documents.filter((document) => isFirstHalf.has(document) === isFirst);
    return models.map(({ isRight }) => mean(half.map((document) => Number(isRight[document] ?? false))));
  });
  const plan = { choice: "top", k: WORKERS, collusion: "none" } as const;
  const cases = documents.map((document) => {
    // Weights of the half that the document is not in.
    const answers = askRecorded(network, document, plan, weights[isFirstHalf.has(document) ? 1 : 0] ?? [], 0, draw);
    const settled = consensus(answers);
    const whole = answers.map((answer) => ({ ...answer, isUseful: true, worker: { incentive: { value: answer.weight } } }));
    const first = whole.find(({ uid }) => uid === settled?.uid) ?? whole[0];
    const contenders = first ? pickContenders(whole, first, MAX_CONTENDERS) : [];
    const isRight = ({ text }: Pick<Answer, "text">) => extractAnswer(text)?.value === targets[document];
    return { rights: contenders.map(isRight), isConsensusRight: first !== undefined && isRight(first) };
  });
  const before = cases.map(({ isConsensusRight }) => Number(isConsensusRight));
  for (const [errors, reliability] of ERRORS.flatMap((one) => RELIABILITIES.map((share) => [one, share] as const))) {
    const judged = cases.map(({ rights }, document) => judge(rights, { errors, reliability }, document, draw));
    const after = judged.map((chosen, document) => (chosen === undefined ? (before[document] ?? 0) : Number(chosen)));
    const asked = judged.filter((_, document) => (cases[document]?.rights.length ?? 0) > 1);
    const stands = mean(asked.map((chosen) => Number(chosen !== undefined)));
    const lead = figure(after.map((value, document) => value - (before[document] ?? 0)));
    const cells = [`${name}, top ${WORKERS}`, errors, percent(reliability), percent(stands), figure(after), figure(before), lead];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

/** Whether what the judge chose both times is right; undefined: it was not asked, or changed its mind. */
function judge(
  rights: readonly boolean[],
  { errors, reliability }: { errors: (typeof ERRORS)[number]; reliability: number },
  document: number,
  draw: Draw,
): boolean | undefined {
  if (rights.length < 2) return undefined;
  const orders = judgeOrders(rights.length, document);
  const choose = () => {
    const isToBeRight = draw() < reliability;
    const fitting = [...rights.keys()].filter((candidate) => rights[candidate] === isToBeRight);
    return drawSome(fitting.length > 0 ? fitting : [...rights.keys()], 1, draw)[0] ?? 0;
  };
  const once = choose();
  const [first = "", second = ""] = orders.map((order) => `[[${order.indexOf(errors === "alike" ? once : choose()) + 1}]]`);
  const chosen = agreedJudgement([first, second], orders);
  return chosen === undefined ? undefined : (rights[chosen] ?? false);
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
