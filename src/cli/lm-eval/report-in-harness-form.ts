import type { HarnessReport, RunDetail } from "../../evals/index.ts";
import type { Context } from "../command.ts";
import { renderHarnessTable } from "./render-harness-table.ts";
import { stampOf, writeHarnessFiles } from "./write-files.ts";

interface Wish {
  outputPath: string | undefined;
  hasSamples: boolean;
  showConfig: boolean;
  /** Default: all of the run. */
  worker?: string | undefined;
}

/** Fetches each worker's results in the harness's form, and writes its files where wanted. */
export async function reportInHarnessForm(context: Context, run: RunDetail, wish: Wish): Promise<HarnessReport[]> {
  const stamp = stampOf(new Date());
  const reports: HarnessReport[] = [];
  const workers = run.workers.filter(({ name }) => wish.worker === undefined || name === wish.worker);
  for (const { name } of workers) {
    const query = new URLSearchParams({ worker: name, log_samples: String(wish.hasSamples) });
    const report = await context.client.get<HarnessReport>(`/assay/v1/runs/${encodeURIComponent(run.id)}/lm-eval?${query}`);
    reports.push(report);
    if (wish.showConfig) context.err(JSON.stringify(report, null, 2));
    if (wish.outputPath === undefined) continue;
    const files = await writeHarnessFiles(context.client, report, {
      run: run.id,
      worker: name,
      outputPath: wish.outputPath,
      hasSamples: wish.hasSamples,
      tasks: Object.keys(report["n-shot"]),
      stamp: workers.length > 1 && wish.outputPath.endsWith(".json") ? `${name.replaceAll(/[^\w.-]+/g, "_")}_${stamp}` : stamp,
    });
    for (const file of files) context.err(`Wrote ${file}`);
  }
  return reports;
}

/** One worker's tables, as lm_eval prints them. */
export function renderHarnessTables(report: HarnessReport): string {
  return (["results", "groups"] as const).flatMap((part) => renderHarnessTable(report, part) ?? []).join("\n\n");
}
