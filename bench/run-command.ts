import { spawn } from "node:child_process";
import { processTree, rssMb } from "./process-figures.ts";

const MEMORY_LOOK_MS = 20;
const LAST_CHARACTERS = 2000;

export interface CommandFigures {
  wallMs: number;
  /** On a processor, with all the processes that it started and waited for. */
  cpuMs: number;
  peakRssMb: number;
  output: string;
}

/** Runs a command to its end and says what it cost. Rejects with the end of its output when it fails. */
export async function runCommand(
  command: readonly string[],
  options: { environment?: Readonly<Record<string, string>>; directory?: string } = {},
): Promise<CommandFigures> {
  const begin = performance.now();
  // Only a shell that waits for the command learns what all of it cost; its `time` comes last on standard error.
  const child = spawn("bash", ["-c", 'TIMEFORMAT="%3U %3S"; time "$@"', "bash", ...command], {
    cwd: options.directory,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  let peakRssMb = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const looking = setInterval(() => {
    peakRssMb = Math.max(peakRssMb, rssMb(processTree(child.pid ?? 0), "peak"));
  }, MEMORY_LOOK_MS);
  const code = await new Promise<number | null>((resolve, reject) => void child.once("error", reject).once("close", resolve));
  clearInterval(looking);
  const wallMs = performance.now() - begin;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${`${output}${errors}`.slice(-LAST_CHARACTERS)}`);
  const [user = 0, system = 0] = (errors.trimEnd().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { wallMs, cpuMs: (user + system) * 1000, peakRssMb, output };
}
