import { once } from "node:events";
import { openServer, type RunningServer } from "../api/index.ts";
import { createApp, type App } from "../app.ts";
import { loadConfig } from "../config/index.ts";
import { demonstrate, sendTraffic, untilRunEnds } from "../demonstration.ts";
import { readResults } from "../evals/index.ts";
import { createLogger, humanLines } from "../log/index.ts";
import { messageOf } from "../lib/errors.ts";
import type { Context } from "./command.ts";
import { renderResult } from "./run/render-result.ts";

interface ServeInput {
  port: string | undefined;
  isDemo: boolean;
}

/** Serves until the signal, then drains. */
export async function serve(context: Context, { port, isDemo }: ServeInput): Promise<void> {
  const { signal } = context;
  const config = loadConfig(port === undefined ? {} : { options: { PORT: port } });
  const { logLevel: level, hasColor } = config;
  const destination = context.isTty ? humanLines({ write: (text) => context.err(text.trimEnd()) }, hasColor) : undefined;
  await using app = await createApp(config, { log: createLogger({ level, ...(destination && { destination }) }) });
  await using server = await openServer(app);
  announce(context, server);
  const showing = isDemo ? show(context, app) : Promise.resolve();
  if (!signal.aborted) await once(signal, "abort");
  app.log.info("stopping");
  app.stop();
  await showing;
}

function announce({ out, json }: Context, { url, isOpen }: RunningServer): void {
  const lines = [
    `Assay serves ${url}`,
    `  console  ${url}/`,
    `  API      ${url}/docs`,
    ...(isOpen ? ["No key is configured: only this machine can reach it, and anybody on it may do everything."] : []),
  ];
  out(json ? JSON.stringify({ url, pid: process.pid }) : lines.join("\n"));
}

/** The demonstration, with its leaderboard printed at the end. A fault in it never ends the server. */
async function show({ out, json }: Context, app: App): Promise<void> {
  try {
    const { sentence, run } = await demonstrate(app);
    if (!json) out(sentence);
    if (!run) return;
    const before = await sendTraffic(app);
    const ended = await untilRunEnds(app, run.id);
    if (!ended || json) return;
    out(`\n${renderResult(await readResults(app.db, ended.id))}`);
    const after = await sendTraffic(app);
    if (after.size > 0) out(`Chats to assay/top before the scores: ${shares(before)}. Now: ${shares(after)}.`);
  } catch (error) {
    app.log.warn({ reason: messageOf(error) }, "the demonstration stopped");
  }
}

function shares(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([worker, count]) => `${worker} ${count}`)
    .join(", ");
}
