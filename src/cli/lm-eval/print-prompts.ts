import type { RunDetail, SampleDetail, SamplePage } from "../../evals/index.ts";
import type { Context } from "../command.ts";
import { plainText } from "../plain-text.ts";

/** `--write_out`: the first prompt of each task and what is right, on standard error as the harness logs it. */
export async function printPrompts({ client, err }: Context, run: RunDetail): Promise<void> {
  const base = `/assay/v1/runs/${encodeURIComponent(run.id)}/samples`;
  for (const task of run.taskNames) {
    const { samples } = await client.get<SamplePage>(`${base}?${new URLSearchParams({ task, limit: "1" })}`);
    const [first] = samples;
    if (!first) continue;
    const { request, target } = await client.get<SampleDetail>(`${base}/${first.ordinal}/${first.uid}`);
    const prompt =
      request.endpoint === "likelihoods"
        ? request.groups[0]?.context
        : (request.body["prompt"] ?? JSON.stringify(request.body["messages"], null, 2));
    err(`Task: ${task}; document 0; context prompt (starting on next line):\n${plainText(String(prompt))}`);
    err(`(end of prompt on previous line)\ntarget string or answer choice index (starting on next line):\n${plainText(target)}`);
    err("(end of target on previous line)");
  }
}
