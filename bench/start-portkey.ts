import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { installPeer } from "./install-peer.ts";
import { startProgram } from "./start-program.ts";
import type { HttpProgram } from "./local-programs.ts";

/** Starts Portkey's gateway, pinned, in front of the upstream. `headers` are what a request must carry. */
export async function startPortkey(
  upstreamUrl: string,
  note: (line: string) => void,
): Promise<HttpProgram & { headers: Record<string, string> }> {
  const directory = await installPeer("portkey", note);
  const port = await freePort();
  const main = join(directory, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");
  const program = await startProgram([process.execPath, main, `--port=${port}`, "--headless"], {
    readyWhen: /Your AI Gateway is running|Ready for connections|running at/i,
    environment: { NODE_ENV: "production" },
    processor: 1,
  });
  const headers = { "x-portkey-provider": "openai", "x-portkey-custom-host": `${upstreamUrl}/v1`, authorization: "Bearer none" };
  return { ...program, url: `http://127.0.0.1:${port}`, headers };
}

/** A port that was free a moment ago: Portkey cannot be told to take any. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
