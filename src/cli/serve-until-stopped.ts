import { once } from "node:events";
import { openServer } from "../api/index.ts";
import { createApp } from "../app.ts";
import { loadConfig } from "../config/index.ts";
import type { Context } from "./command.ts";

interface ServeInput {
  port: string | undefined;
  isDemo: boolean;
}

/** Serves until the signal, then drains. */
export async function serve({ out, signal, json }: Context, { port }: ServeInput): Promise<void> {
  const config = loadConfig(port === undefined ? {} : { options: { PORT: port } });
  await using app = await createApp(config);
  await using server = await openServer(app);
  const lines = [
    `Assay serves ${server.url}`,
    `  console  ${server.url}/`,
    `  API      ${server.url}/docs`,
    ...(server.isOpen ? ["No key is configured: only this machine can reach it, and anybody on it may do everything."] : []),
  ];
  out(json ? JSON.stringify({ url: server.url, pid: process.pid }) : lines.join("\n"));
  if (!signal.aborted) await once(signal, "abort");
  app.log.info("stopping");
}
