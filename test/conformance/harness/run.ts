import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installPeer } from "../../../bench/install-peer.ts";
import { CASES } from "./cases.ts";
import { compareOutputs } from "./compare-outputs.ts";
import { makeDatasets, writeDatasets } from "./data.ts";
import { startEndpoint } from "./endpoint.ts";
import { readWithHarness, registerDatasets, runAssay, runHarness } from "./run-programs.ts";

const print = (line: string) => void process.stdout.write(`${line}\n`);
const SHOWN = 20;
const DATA = resolve(import.meta.dirname, "../../../../shared/data");
const READER = join(import.meta.dirname, "read_outputs.py");

/**
 * Runs lm_eval and Assay with the same command lines against one deterministic endpoint over the same rows, and compares every
 * request, sample and result. `npm run conformance:harness -- [DATA] [--keep]`; exit code 1 on any difference.
 */
async function main(words: readonly string[]): Promise<number> {
  const data = words.find((word) => !word.startsWith("--")) ?? DATA;
  const wanted = words.find((word) => word.startsWith("--only="))?.slice("--only=".length);
  if (!existsSync(join(data, "gsm8k", "test.jsonl.gz"))) {
    print(`Skipped: there are no rows in ${data}.`);
    return 0;
  }
  const peer = await installPeer("lm_eval", print).catch((error: unknown) => {
    print(`Skipped: lm_eval cannot be had (${String(error)}).`);
    return null;
  });
  if (peer === null) return 0;
  const directory = mkdtempSync(join(tmpdir(), "assay-harness-"));
  const { datasets, book } = makeDatasets(data);
  const files = writeDatasets(directory, datasets);
  await registerDatasets(directory, datasets, files);
  await using endpoint = await startEndpoint(book);
  const place = { directory, baseUrl: endpoint.baseUrl };
  let faults = 0;
  for (const [number, one] of CASES.entries()) {
    if (wanted !== undefined && wanted !== String(number)) continue;
    const [there, here] = ["lm_eval", "assay"].map((name) => join(directory, "out", `${number}-${name}`)) as [string, string];
    await runHarness(peer, one, place, there);
    const theirs = { requests: endpoint.take(), folder: there };
    await runAssay(one, place, here, join(data, "bbh"));
    const ours = { requests: endpoint.take(), folder: here };
    const { requests, samples, files: compared, differences } = compareOutputs(theirs, ours);
    const [model = ""] = readdirSync(here);
    const read = await readWithHarness(peer, READER, join(here, model));
    print(
      `${one.name}: ${requests} requests, ${samples} samples, ${compared} files, ${differences.length} differences; read by lm_eval: ${read.trim()}`,
    );
    for (const line of differences.slice(0, SHOWN)) print(`  ${line}`);
    faults += differences.length;
  }
  if (words.includes("--keep")) print(`Kept: ${directory}`);
  else rmSync(directory, { recursive: true, force: true });
  print(faults === 0 ? "No difference." : `${faults} differences.`);
  return faults === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
