import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCommand } from "./run-command.ts";

const PEERS = join(import.meta.dirname, "peers");

/** A peer from the npm registry: exact versions, and those of what it needs where a newer one breaks it. */
interface NpmPeer {
  packages: Readonly<Record<string, string>>;
  overrides?: Readonly<Record<string, string>>;
}

const NPM_PEERS = {
  // A fresh install answers 500 to every stream; it works with the versions of its own lock file.
  portkey: {
    packages: { "@portkey-ai/gateway": "1.15.2" },
    overrides: { hono: "4.9.7", "@hono/node-server": "1.13.5" },
  },
  promptfoo: { packages: { promptfoo: "0.123.1" } },
} as const satisfies Record<string, NpmPeer>;

// The versions of the time of 0.4.9: newer ones of transformers no longer import.
const LM_EVAL = ["lm_eval[api,ifeval,math]==0.4.9", "math-verify==0.7.0", "transformers==4.53.3", "datasets==3.6.0"];

export type PeerName = keyof typeof NPM_PEERS | "lm_eval";

/** Where the peer's files are, installed from its registry on first use. Rejects where it cannot be had. */
export async function installPeer(name: PeerName, note: (line: string) => void): Promise<string> {
  const directory = join(PEERS, name);
  const stamp = join(directory, "installed");
  if (existsSync(stamp)) return directory;
  note(`  installing ${name} into bench/peers (once)`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  if (name === "lm_eval") await installLmEval(directory);
  else await installFromNpm(directory, NPM_PEERS[name]);
  writeFileSync(stamp, "");
  return directory;
}

async function installFromNpm(directory: string, { packages, overrides = {} }: NpmPeer): Promise<void> {
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "peer", private: true, dependencies: packages, overrides }));
  await runCommand(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], { directory });
}

async function installLmEval(directory: string): Promise<void> {
  await runCommand(["python3", "-m", "venv", directory]);
  await runCommand([join(directory, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", ...LM_EVAL], {
    directory: dirname(directory),
  });
}
