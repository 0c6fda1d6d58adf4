import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { SIGNATURES } from "../pocket/index.ts";
import { selectWorkers } from "../runs/select-workers.ts";
import { loadTaskIndex, resolveTasks } from "../tasks/index.ts";
import { MANAGE_JOB } from "./job-names.ts";
import type { Plan } from "./plan.ts";
import { deletePlan, selectPlan, upsertPlan } from "./store.ts";

/** The operator's plan. @throws `not_found` when there is none */
export async function readPlan({ db }: EvalsContext): Promise<Plan> {
  const plan = await selectPlan(db);
  if (plan) return plan;
  throw new AssayError("not_found", "There is no plan yet: `assay network plan --file plan.json` lays one down.", { field: "plan" });
}

/**
 * Lays a plan down and begins to look by its clock; both in one transaction.
 * @throws `invalid_input` or `not_found` naming the unknown worker, task, signature or taxonomy; nothing is changed then
 */
export async function keepPlan(context: EvalsContext, plan: Plan): Promise<Plan> {
  selectWorkers(context.pool.list(), plan.workers);
  const index = await loadTaskIndex(context.includePaths);
  for (const [at, { framework, tasks }] of plan.tests.entries()) {
    for (const [place, { task, dependsOnTaxonomies }] of tasks.entries()) {
      const field = `tests[${at}].tasks[${place}]`;
      if (framework === "lmeh") assertOneTask(index, task, `${field}.task`);
      else if (!Object.hasOwn(SIGNATURES, task)) {
        throw new AssayError("invalid_input", `${field}.task: a signature is of ${Object.keys(SIGNATURES).join(" or ")}, not of ${task}.`, {
          field: `${field}.task`,
        });
      }
      const unknown = dependsOnTaxonomies.find(({ taxonomy }) => plan.taxonomies.every(({ name }) => name !== taxonomy));
      if (unknown) throw new AssayError("invalid_input", `${field}: the plan has no taxonomy ${unknown.taxonomy}.`, { field });
    }
  }
  await context.db.transaction(async () => {
    await upsertPlan(context.db, plan, context.now());
    await context.jobs.schedule(MANAGE_JOB, plan.cron, {});
  });
  return plan;
}

/** Takes the plan away: nothing more is asked by the clock; windows stay. @throws `not_found` */
export async function dropPlan(context: EvalsContext): Promise<void> {
  await readPlan(context);
  await context.db.transaction(async () => {
    await deletePlan(context.db);
    await context.jobs.unschedule(MANAGE_JOB);
  });
}

function assertOneTask(index: Awaited<ReturnType<typeof loadTaskIndex>>, name: string, field: string): void {
  const { tasks } = resolveTasks(index, [name]);
  const [task] = tasks;
  const refuse = (what: string) => new AssayError("invalid_input", `${field}: ${what}`, { field });
  if (!task || tasks.length > 1) throw refuse(`${name} stands for ${tasks.length} tasks; name them one by one.`);
  if (task.outputType !== "generate_until")
    throw refuse(`${name} compares likelihoods (${task.outputType}); workers of a plan are asked for texts.`);
}
