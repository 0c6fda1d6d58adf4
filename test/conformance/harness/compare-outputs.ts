import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isAllowed } from "./allowed-differences.ts";
import type { ReceivedRequest } from "./endpoint.ts";
import { findDifferences, findDisorder } from "./find-differences.ts";

/** What one program did in a case. */
export interface Output {
  requests: readonly ReceivedRequest[];
  /** The folder that it wrote. */
  folder: string;
}

export interface Comparison {
  requests: number;
  samples: number;
  files: number;
  differences: string[];
}

/** Compares every request, every line of samples and the results of both programs. */
export function compareOutputs(theirs: Output, ours: Output): Comparison {
  const [there, here] = [listFiles(theirs.folder), listFiles(ours.folder)];
  const differences = [...compareRequests(theirs.requests, ours.requests)];
  if ([...there.keys()].join() !== [...here.keys()].join()) {
    differences.push(`files: ${[...there.keys()].join(", ")} there, ${[...here.keys()].join(", ")} here`);
  }
  let samples = 0;
  for (const [name, path] of there) {
    const own = here.get(name);
    if (own === undefined) continue;
    if (name === "results") differences.push(...compareResults(path, own));
    else {
      const { lines, found } = compareSamples(name, path, own);
      samples += lines;
      differences.push(...found);
    }
  }
  return { requests: theirs.requests.length, samples, files: there.size, differences };
}

/** `results` and `samples_<task>` to their paths, by name. */
function listFiles(folder: string): Map<string, string> {
  const models = readdirSync(folder);
  const [model] = models;
  if (model === undefined || models.length > 1) throw new Error(`${folder} holds ${models.join(", ")} where one folder was expected.`);
  const entries = readdirSync(join(folder, model)).map(
    (file) => [file.slice(0, file.lastIndexOf("_")), join(folder, model, file)] as const,
  );
  return new Map(
    [["folder", join(folder, model)] as const, ...entries].filter(([name]) => name !== "folder").toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** As sets: both programs send many at once. */
function compareRequests(theirs: readonly ReceivedRequest[], ours: readonly ReceivedRequest[]): string[] {
  const [there, here] = [theirs, ours].map((requests) => requests.map(canonical).toSorted()) as [string[], string[]];
  if (there.length !== here.length) return [`${there.length} requests there, ${here.length} here`];
  return there.flatMap((request, at) => {
    const own = here[at] ?? "";
    if (request === own) return [];
    return findDifferences("bodies", JSON.parse(request), JSON.parse(own)).map((line) => `request ${at}: ${line}`);
  });
}

/** Keys in order, without what may differ. */
function canonical({ path, authorization, body }: ReceivedRequest): string {
  return JSON.stringify({ path, authorization, ...(ordered(body, []) as object) });
}

function ordered(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item, at) => ordered(item, [...path, String(at)]));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !isAllowed("bodies", [...path, key]));
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, ordered(item, [...path, key])]));
}

function compareResults(theirs: string, ours: string): string[] {
  const [there, here] = [theirs, ours].map((path) => JSON.parse(readFileSync(path, "utf8")) as Record<string, object>) as [
    Record<string, object>,
    Record<string, object>,
  ];
  return [
    ...findDisorder("results", there, here),
    ...["results", "configs", "versions", "n-shot"].flatMap((key) => findDisorder(key, there[key] ?? {}, here[key] ?? {})),
    ...findDifferences("results", there, here).map((line) => `results: ${line}`),
  ];
}

function compareSamples(name: string, theirs: string, ours: string): { lines: number; found: string[] } {
  const [there, here] = [theirs, ours].map((path) => readFileSync(path, "utf8").trimEnd().split("\n")) as [string[], string[]];
  if (there.length !== here.length) return { lines: there.length, found: [`${name}: ${there.length} lines there, ${here.length} here`] };
  const found = there.flatMap((line, at) => {
    const [theirLine, ourLine] = [JSON.parse(line), JSON.parse(here[at] ?? "null")] as [object, object];
    const faults = [...findDisorder("keys", theirLine, ourLine), ...findDifferences("samples", theirLine, ourLine)];
    return faults.map((one) => `${name} line ${at + 1}: ${one}`);
  });
  return { lines: there.length, found };
}
