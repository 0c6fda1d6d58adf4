import type { Client, Context } from "./command.ts";
import { loadConfig, type Config } from "../config/index.ts";

/** Where a command line is typed and read. */
export interface Terminal {
  out: Output;
  err: Output;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
}

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

const CLEAR_LINE = "\r\u001b[2K";

/** What a command may use; disposing it closes the app or connection that its client has opened. */
export function openContext(terminal: Terminal, json: boolean): Context & AsyncDisposable {
  let config: Config | undefined;
  let client: Client | undefined;
  const isTty = terminal.err.isTTY === true && !json;
  const readConfig = () => (config ??= loadConfig());
  const connect = async () => {
    const { openClient } = await import("./client.ts");
    return (client ??= await openClient(readConfig(), terminal));
  };
  const out = (line: string) => void terminal.out.write(`${line}\n`);
  return {
    get config() {
      return readConfig();
    },
    client: {
      get: async (path) => (await connect()).get(path),
      post: async (path, body) => (await connect()).post(path, body),
      patch: async (path, body) => (await connect()).patch(path, body),
      delete: async (path) => (await connect()).delete(path),
      download: async (path) => (await connect()).download(path),
    },
    json,
    out,
    err: (line) => void terminal.err.write(`${line}\n`),
    redraw: (line) => void (isTty && terminal.err.write(CLEAR_LINE + line)),
    result: (value, render) => out(json ? JSON.stringify(value, null, 2) : render()),
    get color() {
      return terminal.out.isTTY === true && readConfig().hasColor;
    },
    isTty,
    signal: terminal.signal,
    [Symbol.asyncDispose]: async () => client?.[Symbol.asyncDispose](),
  };
}
