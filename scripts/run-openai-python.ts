/**
 * Holds `/v1` to the official `openai` client of Python: a real server, faulty upstreams, and `scripts/python/openai_client.py`, which asks as
 * its users do. `npm run conformance:openai-python` prints `N passed, M failed`; `-- --install` only installs the client.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { installPython } from "./python/install.ts";
import { playOpenai } from "./python/play-openai.ts";
import { startScratchServer } from "./python/scratch-server.ts";

const NOT_HERE = 75; // EX_TEMPFAIL: the caller may go on without
/** What each model plays; `shared` has one worker that fails and one that answers. */
const WORKERS = ["chat", "tools", "slow", "cut", "limited", "broken", "refusing", "stalling", "text"] as const;

const commands = installPython("openai", (line) => console.log(`openai-python: ${line}`));
if (!commands) process.exitCode = NOT_HERE;
else if (!process.argv.includes("--install")) process.exitCode = await judge(commands);

async function judge(bin: string): Promise<number> {
  await using server = await startScratchServer();
  const { upstream, departures } = await startUpstream();
  const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  try {
    for (const play of WORKERS) {
      await server.addWorker({ name: play, kind: "openai", baseUrl: `${baseUrl}/${play}`, model: "m", timeoutMs: 5_000 });
    }
    await server.addWorker({ name: "one", kind: "openai", baseUrl: `${baseUrl}/broken`, model: "shared" });
    await server.addWorker({ name: "two", kind: "openai", baseUrl: `${baseUrl}/chat`, model: "shared" });
    await server.addWorker({ name: "vectors", kind: "openai", baseUrl: `${baseUrl}/embeddings`, model: "e", endpoints: ["embeddings"] });
    const environment = { PATH: process.env["PATH"], ASSAY_URL: server.url, ASSAY_KEY: server.key, UPSTREAM_URL: baseUrl };
    const client = spawn(join(bin, "python"), [join(import.meta.dirname, "python", "openai_client.py")], {
      env: environment,
      stdio: ["ignore", "inherit", "inherit"],
    });
    const [status] = (await once(client, "exit")) as [number | null];
    return status ?? 1;
  } finally {
    upstream.closeAllConnections();
    upstream.close();
    departures.clear();
  }
}

/** Plays by the first step of the path, and tells at `/departures/PLAY` how many callers left that play before its end. */
async function startUpstream(): Promise<{ upstream: Server; departures: Map<string, number> }> {
  const departures = new Map<string, number>();
  const upstream = createServer(async (incoming, response) => {
    const [, play = "", ...rest] = (incoming.url ?? "").split("/");
    if (play === "departures") return response.end(String(departures.get(rest[0] ?? "") ?? 0));
    const raw = await text(incoming).catch(() => "");
    response.once("close", () => {
      if (!response.writableFinished) departures.set(play, (departures.get(play) ?? 0) + 1);
    });
    playOpenai(play, raw === "" ? {} : (JSON.parse(raw) as Record<string, unknown>), response);
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  return { upstream, departures };
}
