import type { PlannedTask, WindowRules } from "./plan.ts";
import type { WindowStatistics } from "./sample-window.ts";
import type { TaxonomyScore } from "./summarise-taxonomy.ts";

const MINUTE_MS = 60_000;

/** What is known of one worker and one planned task. */
export interface Situation {
  task: PlannedTask;
  rules: WindowRules;
  statistics: Pick<WindowStatistics, "ok">;
  /** Documents of it that are being asked now. */
  inFlight: number;
  lastAsked: Date | null;
  /** Windows of the same worker, by framework and task. */
  statisticsOf(framework: string, task: string): Pick<WindowStatistics, "ok" | "failed"> | undefined;
  taxonomyOf(name: string): TaxonomyScore | undefined;
  now: Date;
}

export type Decision = { qty: number } | { reason: string };

/**
 * Whether a worker is asked again now, and how many documents: what is missing to the minimum, at most as many as may be in
 * flight, and at least the trigger's own minimum. Never negative, however full the window or the queue.
 */
export function decideSampling(situation: Situation): Decision {
  const { task, rules, statistics, inFlight, lastAsked, now } = situation;
  if (inFlight > 0) return { reason: "is being asked" };
  const waits = unmet(situation);
  if (waits !== undefined) return { reason: waits };
  if (task.everyMinutes !== undefined && lastAsked && now.getTime() < lastAsked.getTime() + task.everyMinutes * MINUTE_MS) {
    return { reason: "was asked lately" };
  }
  const missing = Math.max(0, Math.min(rules.minSamples - statistics.ok, rules.maxInFlight));
  const qty = Math.max(missing, task.triggerMinimum);
  return qty > 0 ? { qty } : { reason: "has enough samples" };
}

function unmet({ task, statisticsOf, taxonomyOf }: Situation): string | undefined {
  for (const { framework, task: name, status } of task.dependsOn) {
    const other = statisticsOf(framework, name);
    const isMet = status === "ok" ? (other?.ok ?? 0) > 0 : (other?.ok ?? 0) + (other?.failed ?? 0) > 0;
    if (!isMet) return `waits for ${name} to be ${status}`;
  }
  for (const { taxonomy, minScore, minSuccessRate, minSamples } of task.dependsOnTaxonomies) {
    const found = taxonomyOf(taxonomy);
    const isMet = found && found.score >= minScore && found.successRate >= minSuccessRate && found.minSamples >= minSamples;
    if (!isMet) return `waits for the taxonomy ${taxonomy}`;
  }
  return undefined;
}
