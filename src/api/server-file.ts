import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What `<data directory>/server.json` says about the server on this data; readable by its owner only. */
const serverFileSchema = z.object({ pid: z.int(), url: z.url(), token: z.string(), instance: z.string() });
export type ServerFile = z.infer<typeof serverFileSchema>;

const OWNER_ONLY = 0o600;

/** Undefined when there is none, or none that makes sense (a server that was killed while writing). */
export function readServerFile(dataDirectory: string): ServerFile | undefined {
  try {
    return serverFileSchema.safeParse(JSON.parse(readFileSync(pathOf(dataDirectory), "utf8"))).data;
  } catch {
    return undefined;
  }
}

export function writeServerFile(dataDirectory: string, content: ServerFile): void {
  removeServerFile(dataDirectory); // a mode applies only to a file that is made
  writeFileSync(pathOf(dataDirectory), JSON.stringify(content), { mode: OWNER_ONLY });
}

export function removeServerFile(dataDirectory: string): void {
  rmSync(pathOf(dataDirectory), { force: true });
}

function pathOf(dataDirectory: string): string {
  return join(dataDirectory, "server.json");
}
