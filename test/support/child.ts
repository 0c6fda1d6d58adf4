import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

/** A Node process of the test's own, which speaks in lines. */
export interface Child extends AsyncDisposable {
  /** Its next line on standard output; rejects with its standard error when it ends before. */
  line(): Promise<string>;
  kill(): Promise<void>;
  /** What it wrote to standard error, once it has ended. */
  readonly errors: Promise<string>;
}

/** To be called by the script: a test that was itself killed leaves no process behind. */
export function endWithParent(): void {
  process.stdin.resume().once("end", () => process.exit());
}

/** Runs a script of TypeScript; killed with SIGKILL at the latest when the test ends. */
export function startChild(script: URL, ...parameters: string[]): Child {
  const child = spawn(process.execPath, [script.pathname, ...parameters], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(child, "close");
  const errors = text(child.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const line = async () => {
    const next = await lines.next();
    if (next.done) throw new Error(`The child ended: ${await errors}`);
    return next.value;
  };
  return { line, kill, errors, [Symbol.asyncDispose]: kill };
}
