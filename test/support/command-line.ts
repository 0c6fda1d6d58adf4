import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

const MAIN = new URL("../../src/main.ts", import.meta.url).pathname;

export interface Finished {
  code: number | null;
  out: string;
  err: string;
}

/** A command line with nothing of the tester's own environment but PATH. */
function start(
  argv: readonly string[],
  environment: Record<string, string>,
  directory: string,
): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  return spawn(process.execPath, [MAIN, ...argv], {
    cwd: directory,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs `assay …` in a process of its own to its end. */
export async function runCommand(argv: readonly string[], environment: Record<string, string>, directory: string): Promise<Finished> {
  const child = start(argv, environment, directory);
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out: await out, err: await err };
}

/** A running `assay …`; killed at the latest when the test ends. */
export interface RunningCommand extends AsyncDisposable {
  /** The next line of that stream; rejects when the command ends before. */
  line(stream?: "out" | "err"): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>;
}

export function startCommand(argv: readonly string[], environment: Record<string, string>, directory: string): RunningCommand {
  const child = start(argv, environment, directory);
  const ended = once(child, "close").then(([code]) => code as number | null);
  const lines = {
    out: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    err: createInterface({ input: child.stderr })[Symbol.asyncIterator](),
  };
  return {
    async line(stream = "out") {
      const next = await lines[stream].next();
      if (next.done) throw new Error(`The command ended with ${await ended} before it wrote a line to std${stream}.`);
      return next.value;
    },
    signal: (name) => void child.kill(name),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
