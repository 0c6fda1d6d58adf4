import { join } from "node:path";
import { startProgram, type Program } from "./start-program.ts";

const PROGRAMS = join(import.meta.dirname, "programs");

/** One of `programs/` that serves HTTP. */
export type HttpProgram = Program & { url: string };

/** Starts the deterministic upstream. */
export function startUpstream(): Promise<HttpProgram> {
  return startHttp("upstream.ts", [], 0);
}

/** Starts the minimal pass-through in front of it. */
export function startPassThrough(upstreamUrl: string): Promise<HttpProgram> {
  return startHttp("pass-through.ts", [upstreamUrl], 1);
}

/** Starts a program that answers one JSON line with another. */
export function startDialogue(file: "load-client.ts" | "fetch-loop.ts", processor: 0 | 1): Promise<Program> {
  return startProgram([process.execPath, join(PROGRAMS, file)], { readyWhen: /^\{"isReady":true\}$/, processor });
}

async function startHttp(file: string, parameters: readonly string[], processor: 0 | 1): Promise<HttpProgram> {
  const program = await startProgram([process.execPath, join(PROGRAMS, file), ...parameters], { readyWhen: /^\{"url":/, processor });
  return { ...program, url: (JSON.parse(program.ready) as { url: string }).url };
}
