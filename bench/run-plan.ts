import type { Measurement, Plan } from "./row.ts";
import type { Rounds } from "./summarize.ts";

/** Measures every subject of the plan once a round, in an order that turns from round to round: A B C, B C A, … */
export async function runPlan(plan: Plan, rounds: number): Promise<Rounds> {
  const measured = new Map<string, Measurement[]>(plan.subjects.map((subject) => [subject.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < plan.subjects.length; turn++) {
      const subject = plan.subjects[(turn + round) % plan.subjects.length];
      if (subject) measured.get(subject.name)?.push(await subject.measure());
    }
  }
  return measured;
}
