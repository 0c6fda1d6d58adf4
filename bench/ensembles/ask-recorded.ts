import type { Answer } from "../../src/gateway/ensembles/index.ts";
import { type Draw, drawSome } from "./draw.ts";
import type { RecordedNetwork } from "./read-recorded.ts";

/** none: all k are recorded models. Else two of the k agreed on a wrong answer: workers of one owner, or of two. */
export type Collusion = "none" | "one owner" | "two owners";

export interface Plan {
  k: number;
  /** random: as `sampling_mode: random`; top: the k of the highest weight. */
  choice: "random" | "top";
  collusion: Collusion;
}

const COLLUDERS = 2;

/**
 * What the gateway would hold after asking k workers.
 * @param weights a model's accuracy on documents that are not tested
 * @param colluderWeight what the colluders earned while they were honest
 */
export function askRecorded(
  { models, lies }: RecordedNetwork,
  document: number,
  { k, choice, collusion }: Plan,
  weights: readonly number[],
  colluderWeight: number,
  draw: Draw,
): Answer[] {
  const honest = collusion === "none" ? k : k - COLLUDERS;
  const all = [...models.keys()];
  const chosen =
    choice === "random" ? drawSome(all, honest, draw) : all.toSorted((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0)).slice(0, honest);
  const answers = chosen.map((model): Answer => {
    return { uid: model, owner: null, weight: weights[model] ?? 0, text: models[model]?.texts[document] ?? "" };
  });
  if (collusion === "none") return answers;
  const [lie = ""] = drawSome(lies[document] ?? [], 1, draw);
  const colluders = Array.from({ length: COLLUDERS }, (_, index): Answer => {
    const uid = models.length + index;
    return { uid, owner: collusion === "one owner" ? "0xc0" : `0xc${index}`, weight: colluderWeight, text: lieText(lie) };
  });
  return [...answers, ...colluders];
}

/** As convincing as the honest ones are; the same from both. */
function lieText(lie: string): string {
  return `Let us go through what is given step by step. Each quantity follows from the one before, and together they leave one result. The answer is ${lie}.`;
}
