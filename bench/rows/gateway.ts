import { startAssay } from "../start-assay.ts";
import { startDialogue, startPassThrough, startUpstream } from "../local-programs.ts";
import { startPortkey } from "../start-portkey.ts";
import type { Load, LoadFigures } from "../programs/load-client.ts";
import type { BenchContext, Comparison, Measurement, OpenRow, Subject } from "../row.ts";
import type { Program } from "../start-program.ts";

const PROMPT = "Tell me a story. ".repeat(60);
const WORKER_CONCURRENCY = 2048;

/** A gateway under test: where it listens, what it wants to be told, and the program whose costs are measured. */
interface Target {
  name: string;
  url: string;
  headers: Record<string, string>;
  program: Program | undefined;
}

/** One load of a gateway row. */
export interface GatewayLoad {
  name: string;
  inFlight: number;
  model: string;
  durationMs: number;
  comparisons: readonly Comparison[];
}

/** Opens a row that sends the same loads through Assay, the pass-through, Portkey and to the upstream itself. */
export async function openGatewayRow(context: BenchContext, isStream: boolean, loads: readonly GatewayLoad[]): Promise<OpenRow> {
  await using opening = new AsyncDisposableStack();
  const upstream = opening.use(await startUpstream());
  const client = opening.use(await startDialogue("load-client.ts", 0));
  const models = [...new Set(loads.map((load) => load.model))];
  const { directory } = context;
  const assay = opening.use(
    await startAssay({ directory, upstreamUrl: upstream.url, models, maxConcurrency: WORKER_CONCURRENCY, processor: 1 }),
  );
  const passThrough = opening.use(await startPassThrough(upstream.url));
  const targets: Target[] = [
    { name: "assay", url: assay.url, headers: { authorization: `Bearer ${assay.key}` }, program: assay },
    { name: "pass-through", url: passThrough.url, headers: {}, program: passThrough },
    { name: "direct", url: upstream.url, headers: {}, program: undefined },
  ];
  const skipped: string[] = [];
  if (context.withPeers) {
    try {
      const portkey = opening.use(await startPortkey(upstream.url, context.note));
      targets.push({ name: "portkey", url: portkey.url, headers: portkey.headers, program: portkey });
    } catch (error) {
      skipped.push(`portkey (${error instanceof Error ? error.message : String(error)})`);
    }
  } else skipped.push("portkey (peers are left out)");
  // Code that has not run yet is slow; gateways run for long.
  for (const target of targets)
    for (const load of loads) await measure(client, target, toLoad({ ...load, durationMs: load.durationMs / 2 }, target, isStream));
  const plans = loads.map((load) => ({
    name: load.name,
    comparisons: load.comparisons,
    subjects: targets.map((target): Subject => ({
      name: target.name,
      measure: () => measure(client, target, toLoad(load, target, isStream)),
    })),
  }));
  const open = opening.move();
  return { plans, skipped, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

function toLoad({ inFlight, model, durationMs }: GatewayLoad, target: Target, isStream: boolean): Load {
  const messages = [
    { role: "system", content: "You are terse." },
    { role: "user", content: PROMPT },
  ];
  return {
    port: Number(new URL(target.url).port),
    path: "/v1/chat/completions",
    inFlight,
    durationMs,
    warmUpMs: durationMs / 4,
    headers: { accept: isStream ? "text/event-stream" : "application/json", ...target.headers },
    body: JSON.stringify({ model, messages, temperature: 0.7, max_tokens: 256, ...(isStream && { stream: true }) }),
    isStream,
  };
}

async function measure(client: Program, { name, program }: Target, load: Load): Promise<Measurement> {
  const before = program?.cpuMs() ?? 0;
  const figures = JSON.parse(await client.ask(JSON.stringify(load))) as LoadFigures;
  if (figures.failed > 0) throw new Error(`${name}: ${figures.failed} of ${figures.sent} requests failed.`);
  const cpu = (program?.cpuMs() ?? 0) - before;
  const { perSecond, firstP50, firstP99, totalP50, totalP99, sent } = figures;
  return {
    perSecond,
    firstP50,
    firstP99,
    totalP50,
    totalP99,
    rssMb: program?.rssMb() ?? 0,
    ...(program && { cpuUs: (cpu * 1000) / sent }),
  };
}
