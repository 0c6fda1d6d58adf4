/**
 * How long it takes until an upstream hears that its caller's caller has left: `node scripts/measure-aborts.ts [times]`. A server of its own
 * process, upstreams here, the clock of this process for both ends. Prints a percentile table in milliseconds; the bar is 100 ms.
 */
import { once } from "node:events";
import { createServer, request, type ClientRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { startScratchServer, type ScratchServer } from "./python/scratch-server.ts";

const times = Number(process.argv[2] ?? 50);
const BAR_MS = 100;
const CHUNK = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "Paris" }, finish_reason: null }] })}\n\n`;
const MESSAGES = [{ role: "user", content: "?" }];
const CHAT = { roles: ["user"], messages: ["?"], k: 3, sampling_mode: "random", timeout: 60 };

interface Case {
  name: string;
  path: string;
  body: object;
  /** Whether the upstream says something before the caller leaves. */
  speaks: boolean;
  /** Upstreams that are asked at that moment. */
  asked: number;
  hedge?: string;
}

const CASES: Case[] = [
  { name: "/v1 whole", path: "/v1/chat/completions", body: { model: "m", messages: MESSAGES }, speaks: false, asked: 1 },
  {
    name: "/v1 stream, before a byte",
    path: "/v1/chat/completions",
    body: { model: "m", messages: MESSAGES, stream: true },
    speaks: false,
    asked: 1,
  },
  {
    name: "/v1 stream, in the middle",
    path: "/v1/chat/completions",
    body: { model: "m", messages: MESSAGES, stream: true },
    speaks: true,
    asked: 1,
  },
  {
    name: "/v1 stream, hedged",
    path: "/v1/chat/completions",
    body: { model: "m", messages: MESSAGES, stream: true },
    speaks: false,
    asked: 2,
    hedge: "5",
  },
  { name: "/chat, three workers, before a word", path: "/chat", body: CHAT, speaks: false, asked: 3 },
  { name: "/chat, in the middle", path: "/chat", body: CHAT, speaks: true, asked: 1 },
];

/** Upstreams that never end; each departure is told with its time. */
let speaks = false;
let inFlight = 0;
let departures: number[] = [];
const upstream = createServer((incoming, response) => {
  incoming.resume();
  inFlight += 1;
  response.once("close", () => {
    inFlight -= 1;
    departures.push(performance.now());
  });
  if (!speaks) return;
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(CHUNK);
});
upstream.listen(0, "127.0.0.1");
await once(upstream, "listening");

let isLate = false;
{
  await using server = await startScratchServer();
  for (const name of ["a", "b", "c"]) {
    const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/${name}`;
    await server.addWorker({ name, kind: "openai", baseUrl, model: "m", maxConcurrency: 64 });
  }
  console.log(`${"milliseconds until the last upstream heard of it".padEnd(52)} p50    p95    p99    most`);
  for (const one of CASES) {
    const measured: number[] = [];
    for (let time = 0; time < times; time++) measured.push(await measure(server, one));
    measured.sort((a, b) => a - b);
    const percentile = (share: number) => measured[Math.min(measured.length - 1, Math.floor(share * measured.length))] ?? 0;
    const columns = [percentile(0.5), percentile(0.95), percentile(0.99), percentile(1)];
    console.log(`${`${one.name} (${times} times)`.padEnd(50)} ${columns.map((value) => value.toFixed(1).padStart(6)).join(" ")}`);
    isLate ||= percentile(0.95) > BAR_MS;
  }
}
upstream.closeAllConnections();
upstream.close();
console.log(isLate ? `More than ${BAR_MS} ms at the 95th percentile.` : `Within ${BAR_MS} ms at the 95th percentile.`);
process.exitCode = isLate ? 1 : 0;

async function measure(server: ScratchServer, one: Case): Promise<number> {
  speaks = one.speaks;
  await until(() => inFlight === 0);
  departures = [];
  const asking = send(server, one);
  asking.on("error", () => {});
  if (one.speaks) {
    const [response] = (await once(asking, "response")) as [NodeJS.ReadableStream];
    await once(response, "data");
    // The losers of a race are left before, and not for this.
    await until(() => inFlight === one.asked);
  } else await until(() => inFlight === one.asked);
  departures = [];
  const leftAt = performance.now();
  asking.destroy();
  await until(() => departures.length >= one.asked);
  return Math.max(...departures) - leftAt;
}

function send({ url, key }: ScratchServer, { path, body, hedge }: Case): ClientRequest {
  const headers = { "content-type": "application/json", api_key: key, "x-assay-hedge": hedge ?? "off" };
  const asking = request(url + path, { method: "POST", headers, agent: false });
  asking.end(JSON.stringify(body));
  return asking;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(1);
}
