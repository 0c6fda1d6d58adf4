import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import type { Plan } from "../../evals/managing/index.ts";
import { messageOf } from "../../lib/errors.ts";
import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";

const PATH = "/assay/v1/network/plan";

export const command = defineCommand({
  path: "network plan",
  summary: "Show or lay down which tasks are sampled of which workers, and when",
  options: {
    file: { type: "string", value: "FILE", about: "Lay down the plan of this YAML or JSON file" },
    clear: { type: "boolean", about: "Ask nobody by the clock any more" },
  },
  examples: ["assay network plan --file plan.yaml", "assay network plan --json"],
  async run({ client, result }, { values }) {
    if (values.clear && values.file !== undefined) throw new UsageError("--clear and --file exclude each other.", "--clear");
    if (values.clear) {
      await client.delete(PATH);
      result({ cleared: true }, () => "The plan is gone; nobody is asked by the clock any more.");
      return;
    }
    const plan = values.file === undefined ? await client.get<Plan>(PATH) : await client.post<Plan>(PATH, readPlanFile(values.file));
    result(plan, () => JSON.stringify(plan, null, 2));
  },
});

function readPlanFile(path: string): unknown {
  try {
    return load(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`The plan ${path} cannot be read: ${messageOf(error)}.`, "--file");
  }
}
