import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { startDialogue, startUpstream } from "../local-programs.ts";
import type { Load, LoadFigures } from "../programs/load-client.ts";
import type { BenchContext, Measurement, OpenRow, Row } from "../row.ts";
import { startAssay } from "../start-assay.ts";
import type { Program } from "../start-program.ts";

const FASTEST = "bench:tokens=50,delay=20";
const LIVE = [FASTEST, "bench:tokens=50,delay=25", "bench:tokens=50,delay=30", "bench:tokens=50,delay=35"];
const SLOW = ["bench:tokens=50,delay=3000", "bench:tokens=50,delay=3001"];
const DURATION_MS = 4_000;

export const row: Row = {
  name: "fan-out",
  about: "POST /chat, k = 8: four live workers, two slow ones, one that refuses connections, one that accepts and says nothing",
  open,
};

async function open(context: BenchContext): Promise<OpenRow> {
  await using opening = new AsyncDisposableStack();
  const upstream = opening.use(await startUpstream());
  const client = opening.use(await startDialogue("load-client.ts", 0));
  const { directory, isSmoke } = context;
  const assay = opening.use(
    await startAssay({ directory, upstreamUrl: upstream.url, models: [...LIVE, ...SLOW], maxConcurrency: 64, processor: 1 }),
  );
  const mute = createServer(() => {}).listen(0, "127.0.0.1");
  await once(mute, "listening");
  opening.defer(() => void mute.close());
  const { port } = mute.address() as AddressInfo;
  const refusing = await closedPort();
  for (const [name, at] of [["mute", port] as const, ["refusing", refusing] as const]) {
    const worker = { name, kind: "openai", baseUrl: `http://127.0.0.1:${at}/v1`, model: name, maxConcurrency: 64 };
    await assay.call("POST", "/assay/v1/workers", worker);
  }
  const durationMs = isSmoke ? 500 : DURATION_MS;
  const common = { inFlight: 1, durationMs, warmUpMs: durationMs / 4, isStream: true };
  const fanOut: Load = {
    ...common,
    port: Number(new URL(assay.url).port),
    path: "/chat",
    headers: { authorization: `Bearer ${assay.key}` },
    body: JSON.stringify({ k: 8, roles: ["user"], messages: ["Tell me a story."], timeout: 30 }),
  };
  const direct: Load = {
    ...common,
    port: Number(new URL(upstream.url).port),
    path: "/v1/chat/completions",
    headers: {},
    body: JSON.stringify({ model: FASTEST, messages: [{ role: "user", content: "Tell me a story." }], stream: true }),
  };
  const subjects = [
    { name: "assay", measure: () => measure(client, fanOut, assay) },
    { name: "fastest worker", measure: () => measure(client, direct) },
  ];
  await measure(client, fanOut, assay);
  const label = "first byte, added, median (ms)";
  const plan = {
    name: "k = 8, two dead, two slow",
    subjects,
    comparisons: [{ metric: "firstP50", label, kind: "difference" as const, better: "lower" as const }],
  };
  const rest = opening.move();
  return { plans: [plan], skipped: [], [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

async function measure(client: Program, load: Load, program?: Program): Promise<Measurement> {
  const before = program?.cpuMs() ?? 0;
  const { firstP50, firstP99, totalP50, sent, failed } = JSON.parse(await client.ask(JSON.stringify(load))) as LoadFigures;
  if (failed > 0) throw new Error(`${failed} of ${sent} requests failed.`);
  return { firstP50, firstP99, totalP50, ...(program && { cpuUs: ((program.cpuMs() - before) * 1000) / sent }) };
}

/** A port that was free a moment ago: connections to it are refused. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
