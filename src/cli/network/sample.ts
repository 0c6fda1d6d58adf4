import type { SamplingView } from "../../evals/managing/index.ts";
import { defineCommand } from "../command.ts";
import { parseNumber } from "../parse-number.ts";
import { UsageError } from "../usage-error.ts";

export const command = defineCommand({
  path: "network sample",
  summary: "Ask one worker some documents of a task, in the test-bench's documents",
  positionals: [
    { name: "WORKER", about: "Who is asked" },
    { name: "TASK", about: "One task; with --framework signatures: tokenizer or config" },
  ],
  options: {
    qty: { type: "string", value: "N", about: "How many documents (default 15); negative: all" },
    blacklist: { type: "string", value: "ID,…", about: "Documents that are not to be asked" },
    framework: { type: "string", value: "NAME", about: "lmeh (default) or signatures" },
  },
  examples: ["assay network sample llama-3-8b gsm8k --qty 15 --blacklist 11,12"],
  async run({ client, result }, { positionals: [worker = "", task = ""], values }) {
    const { framework = "lmeh", blacklist = "" } = values;
    const ids = blacklist.split(",").filter((id) => id !== "");
    const wrong = ids.find((id) => !/^\d+$/.test(id));
    if (wrong !== undefined) throw new UsageError(`--blacklist takes ids with commas, and ${wrong} is none.`, "--blacklist");
    const { task: made } = await client.post<{ task: { _id: string; total_instances: number } }>("/assay/v1/network/samplings", {
      framework,
      tasks: task,
      requester_args: { address: worker, service: "assay" },
      qty: framework === "signatures" ? 1 : (parseNumber("--qty", values.qty) ?? DEFAULT_QTY),
      blacklist: ids.map(Number),
    });
    const shown: Pick<SamplingView, "id" | "documents"> = { id: made._id, documents: made.total_instances };
    result(shown, () => `Sampling ${shown.id}: ${worker} is asked ${shown.documents} documents of ${task}.`);
  },
});

const DEFAULT_QTY = 15;
