import { bleu } from "./bleu.ts";
import { characterScore } from "./character-score.ts";
import type { TextMetric } from "./text-pair.ts";
import { translationEditRate } from "./translation-edit-rate.ts";

/** Metrics over whole texts, by the harness's names. */
export const TEXT_METRICS: Readonly<Record<string, TextMetric>> = { bleu, chrf: characterScore, ter: translationEditRate };

/** The metric of this name, if it is one over whole texts. */
export function textMetric(name: string): TextMetric | undefined {
  return Object.hasOwn(TEXT_METRICS, name) ? TEXT_METRICS[name] : undefined;
}
