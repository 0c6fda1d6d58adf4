import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const WEB = join(import.meta.dirname, "..", "..", "web");

/** Builds the console where its sources are newer than what the server has; `npm test` has done it already. */
export async function buildConsole(): Promise<void> {
  const sources = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith("dist"));
  const newest = Math.max(...sources.map((name) => statSync(join(WEB, name)).mtimeMs));
  const builtAt = statSync(join(WEB, "dist", "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (builtAt < newest) await build({ root: WEB, logLevel: "error" });
}
