import { readServerFile } from "../api/index.ts";
import type { Config } from "../config/index.ts";
import type { Client } from "./command.ts";
import type { Terminal } from "./context.ts";
import { connectToServer } from "./connect-to-server.ts";

/**
 * The API on this data: of the server that runs on it, else of an app that is opened in this process (and takes jobs)
 * until the command ends.
 * @throws AssayError `in_use` when another process holds the data and no server of it answers
 */
export async function openClient(config: Config, terminal: Terminal): Promise<Client> {
  const running = readServerFile(config.dataDirectory);
  const connected = running && (await connectToServer(running, terminal.signal));
  if (connected) return connected;
  const { openOwnApp } = await import("./open-own-app.ts");
  return openOwnApp(config);
}
