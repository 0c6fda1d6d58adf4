import type { EvalsContext } from "./context.ts";
import { defineRegistrationJob } from "./datasets/index.ts";
import { defineManagingJobs } from "./managing/index.ts";
import { defineEvalJobs } from "./jobs.ts";
import { BudgetDesk } from "./requesting/budget-desk.ts";
import { TaskCache } from "./runs/task-cache.ts";
import { InstanceCache } from "./sampling/instance-cache.ts";

/** Builds what evaluations work with, and declares their jobs. Call it before the job engine runs. */
export function openEvals(parts: Omit<EvalsContext, "instances" | "tasks" | "budgets">): EvalsContext {
  const context = { ...parts, instances: new InstanceCache(parts.db), tasks: new TaskCache(parts.db), budgets: new BudgetDesk(parts.db) };
  defineEvalJobs(parts.jobs, context);
  defineRegistrationJob(context);
  defineManagingJobs(context);
  return context;
}
