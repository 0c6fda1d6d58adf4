/**
 * Many streams at once through a server of Assay, every frame checked, then aborted requests:
 * `node bench/load-streams.ts [--streams 1000] [--seconds 60] [--gap 200] [--aborted 10000]`. Ends with a line of JSON; exit code 1: an event was
 * lost, doubled or out of order, or something was left behind. Memory is stated, and held to `--max-rss MB` where that is given.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startUpstream } from "./local-programs.ts";
import { abortRequests } from "./load/abort-requests.ts";
import { readStreams } from "./load/read-streams.ts";
import { readGauges } from "./load/read-gauges.ts";
import { startAssay } from "./start-assay.ts";

const MAX_CONCURRENCY = 4096;
const SETTLE_MS = 100;
const SETTLE_LOOKS = 200;

const { values } = parseArgs({
  options: {
    streams: { type: "string", default: "1000" },
    seconds: { type: "string", default: "60" },
    /** Milliseconds between two events of a stream. */
    gap: { type: "string", default: "200" },
    aborted: { type: "string", default: "10000" },
    "max-rss": { type: "string" },
  },
});
const streams = Number(values.streams);
const gapMs = Number(values.gap);
const tokens = Math.max(1, Math.round((Number(values.seconds) * 1000) / gapMs));
const model = `bench:tokens=${tokens},gap=${gapMs}`;
const directory = mkdtempSync(join(tmpdir(), "assay-load-"));
try {
  process.exitCode = await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function main(): Promise<number> {
  await using upstream = await startUpstream();
  await using assay = await startAssay({
    directory,
    upstreamUrl: upstream.url,
    models: [model],
    maxConcurrency: MAX_CONCURRENCY,
    processor: 1,
  });
  const target = { url: assay.url, key: assay.key, model };
  const rss: number[] = [];
  const watch = setInterval(() => rss.push(assay.rssMb()), 250);
  const read = await readStreams({ ...target, streams, tokens });
  clearInterval(watch);
  const aborted = await abortRequests({ ...target, requests: Number(values.aborted) });
  let left = await readGauges(target);
  for (let look = 0; look < SETTLE_LOOKS && left.inFlight + left.atWorkers > 0; look++) {
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    left = await readGauges(target);
  }
  const peakRssMb = Math.round(Math.max(...rss));
  console.log(JSON.stringify({ streams, tokens, ...read, peakRssMb, aborted, left }));
  const isOver = values["max-rss"] !== undefined && peakRssMb > Number(values["max-rss"]);
  return read.broken.length > 0 || left.inFlight + left.atWorkers > 0 || isOver ? 1 : 0;
}
