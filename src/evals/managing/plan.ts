import { z } from "zod";
import { timeoutModelSchema } from "../pocket/index.ts";

/** The known name of a taxonomy's root. */
export const ROOT = "root_c";

/** Rules of a ring of samples. The known system's numbers are the defaults. */
const windowRules = (defaults: { minSamples: number; maxInFlight: number; size: number }) =>
  z
    .strictObject({
      ttlHours: z.number().positive().max(8760).default(72).describe("samples older than this are no evidence any more"),
      minSamples: z.int().min(1).max(10_000).default(defaults.minSamples).describe("good samples that are wanted in the window"),
      maxInFlight: z.int().min(1).max(1000).default(defaults.maxInFlight).describe("documents asked of one worker and task at once"),
      size: z.int().min(1).max(10_000).default(defaults.size).describe("samples that are kept"),
    })
    .refine(({ minSamples, size }) => minSamples <= size, "minSamples cannot be more than size")
    .prefault({});

const dependency = z.strictObject({
  framework: z.string().min(1).default("lmeh"),
  task: z.string().min(1),
  status: z.enum(["present", "ok"]).describe("present: has samples; ok: its last answers are good, such as a signature that was read"),
});

const taxonomyDependency = z.strictObject({
  taxonomy: z.string().min(1),
  minScore: z.number().min(0).max(1).default(0),
  minSuccessRate: z.number().min(0).max(1).default(0),
  minSamples: z.int().min(0).default(0),
});

const plannedTask = z.strictObject({
  task: z.string().min(1).max(256),
  everyMinutes: z.number().positive().max(525_600).optional().describe("not more often than this"),
  triggerMinimum: z.int().min(0).max(1000).default(0).describe("at each trigger at least so many, even when the window is full"),
  dependsOn: z.array(dependency).max(32).default([]),
  dependsOnTaxonomies: z.array(taxonomyDependency).max(32).default([]),
});

const node = z.strictObject({
  tasks: z.array(z.string().min(1)).max(1000).default([]),
  children: z.array(z.string().min(1)).max(100).default([]),
});

/** A tree of abilities over tasks. */
const taxonomy = z
  .strictObject({ name: z.string().min(1).max(128), nodes: z.record(z.string(), node) })
  .refine(({ nodes }) => Object.hasOwn(nodes, ROOT), `needs a node ${ROOT}`)
  .refine(
    ({ nodes }) => Object.values(nodes).every(({ children }) => children.every((child) => Object.hasOwn(nodes, child))),
    "names a child that is no node",
  )
  .refine(({ nodes }) => isTree(nodes), "has nodes that lead back to themselves");

/** What is sampled of whom, as the operator has laid down. */
export const planSchema = z.strictObject({
  service: z.string().min(1).max(128).default("assay"),
  workers: z.array(z.string().min(1).max(128)).min(1).max(5000).default(["all"]),
  cron: z.string().max(128).default("* * * * *").describe("five fields: when it is looked whether anything is to be asked"),
  tests: z
    .array(z.strictObject({ framework: z.enum(["lmeh", "signatures"]).default("lmeh"), tasks: z.array(plannedTask).min(1).max(1000) }))
    .min(1)
    .max(16),
  numerical: windowRules({ minSamples: 50, maxInFlight: 10, size: 100 }),
  signatures: windowRules({ minSamples: 5, maxInFlight: 1, size: 5 }),
  timeouts: z.record(z.string(), timeoutModelSchema).default({}).describe("by service, or `default`"),
  completions: z.boolean().default(false).describe("plain completions instead of chat"),
  taxonomies: z.array(taxonomy).max(32).default([]),
});
export type Plan = z.infer<typeof planSchema>;
export type PlannedTask = z.infer<typeof plannedTask>;
export type WindowRules = Plan["numerical"];
export type Taxonomy = z.infer<typeof taxonomy>;

function isTree(nodes: Record<string, { children: string[] }>): boolean {
  const visit = (name: string, above: readonly string[]): boolean =>
    !above.includes(name) && (nodes[name]?.children ?? []).every((child) => visit(child, [...above, name]));
  return visit(ROOT, []);
}
