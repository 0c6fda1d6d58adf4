import { startCommand, type RunningCommand } from "./command-line.ts";
import { temporaryDirectory } from "./database.ts";
import type { Upstream } from "./upstream.ts";

export interface JoinInput {
  /** Of the server. */
  url: string;
  name: string;
  /** Its backend. */
  upstream: Upstream;
  model?: string;
  options?: readonly string[];
}

/** `assay worker join` in a process of its own, in a directory without data. */
export function startJoining({ url, name, upstream, model = "m", options = [] }: JoinInput): RunningCommand {
  const directory = temporaryDirectory();
  const argv = ["worker", "join", url, "--name", name, "--backend", upstream.baseUrl, "--model", model, "--json", ...options];
  const running = startCommand(argv, { ASSAY_DATA_DIR: directory.path }, directory.path);
  return {
    ...running,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

/** The same, once the server has let it in. */
export async function startJoined(input: JoinInput): Promise<RunningCommand> {
  const running = startJoining(input);
  const line = await readJson(running);
  if (!line.includes('"joined"')) throw new Error(`It did not join: ${line}`);
  return running;
}

/** The value that it prints with --json, over as many lines as it takes. */
async function readJson(running: RunningCommand): Promise<string> {
  let text = "";
  for (;;) {
    text += `${await running.line()}\n`;
    if (text.endsWith("}\n") && isJson(text)) return text;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
