import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPeer } from "./install-peer.ts";
import { measureMarginalCost } from "./marginal-cost.ts";
import type { Question } from "./questions.ts";
import type { BenchContext, Subject } from "./row.ts";

interface RunnerLoad {
  questions: readonly Question[];
  url: string;
  model: string;
  samples: number;
  fewSamples: number;
  inFlight: number;
}

/** promptfoo asking the same questions through the same endpoint. */
export async function openPromptfoo(context: BenchContext, load: RunnerLoad): Promise<Subject> {
  const peer = await installPeer("promptfoo", context.note);
  const { directory } = context;
  const configOf = (count: number) => join(directory, `promptfoo-${count}.json`);
  for (const count of [load.samples, load.fewSamples]) {
    const config = {
      prompts: ["Question: {{question}}\nAnswer:"],
      providers: [{ id: `openai:chat:${load.model}`, config: { apiBaseUrl: `${load.url}/v1`, apiKey: "none", temperature: 0 } }],
      defaultTest: { assert: [{ type: "regex", value: "#### 42" }] },
      tests: load.questions.slice(0, count).map(({ question }) => ({ vars: { question } })),
    };
    writeFileSync(configOf(count), JSON.stringify(config));
  }
  const main = join(peer, "node_modules", "promptfoo", "dist", "src", "entrypoint.js");
  const command = (count: number) =>
    [
      [process.execPath, main, "eval", "--config", configOf(count), "--output", join(directory, "promptfoo-results.json")],
      ["--no-cache", "--no-table", "--no-progress-bar", "--max-concurrency", String(load.inFlight)],
    ].flat();
  const environment = {
    PROMPTFOO_CONFIG_DIR: join(directory, "promptfoo"),
    PROMPTFOO_DISABLE_TELEMETRY: "1",
    PROMPTFOO_DISABLE_UPDATE: "1",
  };
  const { samples, fewSamples } = load;
  return { name: "promptfoo", measure: () => measureMarginalCost({ command, samples, fewSamples, environment, directory }) };
}
