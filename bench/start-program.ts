import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { availableParallelism } from "node:os";
import { existsSync } from "node:fs";
import { cpuMs, processTree, rssMb } from "./process-figures.ts";

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 10_000;
const LAST_LINES = 20;

/** A program that keeps running while it is measured; disposing stops it. */
export interface Program extends AsyncDisposable {
  /** The line by which it said that it is ready. */
  ready: string;
  /** Milliseconds on a processor so far, all threads and children. */
  cpuMs(): number;
  rssMb(): number;
  /** Writes a line to its input and gives the next line of its output. */
  ask(line: string): Promise<string>;
}

interface StartOptions {
  environment?: Readonly<Record<string, string>>;
  directory?: string;
  /** Which output line says that it is ready. */
  readyWhen: RegExp;
  /** Processor to stay on, where there are two: the measured program on one, load and upstream on the other. */
  processor?: 0 | 1;
}

/** Starts a program and waits until it is ready. Rejects with its last lines when it ends before. */
export async function startProgram(command: readonly string[], options: StartOptions): Promise<Program> {
  const [file = "", ...rest] = [...pin(options.processor), ...command];
  const child = spawn(file, rest, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  const lastLines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  const ready = Promise.withResolvers<string>();
  const onLine = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    if (options.readyWhen.test(line)) ready.resolve(line);
    else waiting.shift()?.(line);
  };
  createInterface({ input: child.stdout }).on("line", onLine);
  createInterface({ input: child.stderr }).on("line", onLine);
  child.once("error", (error) => ready.reject(error));
  void exited.then(() => ready.reject(new Error(`${command.join(" ")} ended before it was ready:\n${lastLines.join("\n")}`)));
  const timer = setTimeout(
    () => ready.reject(new Error(`${command.join(" ")} was not ready in time:\n${lastLines.join("\n")}`)),
    READY_TIMEOUT_MS,
  );
  const stop = async () => {
    child.kill("SIGTERM");
    const lastResort = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    if (child.exitCode === null && child.signalCode === null) await exited;
    clearTimeout(lastResort);
  };
  const readyLine = await ready.promise
    .catch(async (error: unknown) => {
      await stop();
      throw error;
    })
    .finally(() => clearTimeout(timer));
  const pids = () => processTree(child.pid ?? 0);
  return {
    ready: readyLine,
    cpuMs: () => cpuMs(pids()),
    rssMb: () => rssMb(pids()),
    ask: (line) => {
      const answer = new Promise<string>((resolve) => waiting.push(resolve));
      child.stdin.write(`${line}\n`);
      return answer;
    },
    [Symbol.asyncDispose]: stop,
  };
}

function pin(processor: 0 | 1 | undefined): string[] {
  const canPin = processor !== undefined && availableParallelism() > 1 && existsSync("/usr/bin/taskset");
  return canPin ? ["/usr/bin/taskset", "-c", String(processor)] : [];
}
