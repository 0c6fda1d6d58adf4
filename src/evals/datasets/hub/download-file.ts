import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AssayError } from "../../../lib/errors.ts";
import type { HubAccess, HubFile } from "./hub-access.ts";
import { resolvePath } from "./read-repository.ts";
import { askHub, reasonOf, retrying } from "./request-hub.ts";

interface Download {
  repository: string;
  commit: string;
  file: HubFile;
  signal?: AbortSignal | undefined;
  /** Bytes of this file that are on the disk. */
  onBytes?(bytes: number): void;
}

/**
 * Brings one file of a commit to the disk and resolves with its path. What arrived before a broken connection, or before
 * this process was killed, is not asked for again, unless the file is another one by then (its etag tells).
 * @throws `upstream` when the bytes are not those that the hub announced; `unavailable` when it stays away
 */
export async function downloadFile(access: HubAccess, download: Download): Promise<string> {
  const { repository, commit, file } = download;
  const path = join(access.directory, repository.replaceAll("/", "--"), commit, file.path);
  if ((await sizeOf(path)) !== null) return path;
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  let before = (await sizeOf(part)) ?? 0;
  let bytes = before;
  const receiving = () => receive(access, download, part, (now) => (bytes = now));
  await retrying(access, download.signal, receiving, () => {
    const hasProgressed = bytes > before;
    before = bytes;
    return hasProgressed;
  });
  await verify(part, file, repository);
  await rename(part, path);
  return path;
}

async function receive(access: HubAccess, download: Download, part: string, onBytes: (bytes: number) => void): Promise<void> {
  const { repository, commit, file, signal } = download;
  const begun = (await sizeOf(part)) ?? 0;
  if (begun > 0 && begun === file.size) return;
  const etag = await readFile(`${part}.etag`, "utf8").catch(() => null);
  const goesOn = begun > 0 && etag !== null && file.size !== null && begun < file.size;
  const response = await askHub(access, {
    path: resolvePath(repository, commit, file.path),
    what: `${file.path} of ${repository}`,
    // `identity`: a packed answer has other bytes than the file.
    headers: { "accept-encoding": "identity", ...(goesOn && { range: `bytes=${begun}-`, "if-range": etag }) },
    signal,
  });
  const isRest = response.status === 206 && startOf(response) === begun;
  if (!isRest) await rm(part, { force: true });
  // Only a strong etag says that the bytes are the same. It is written first: bytes without one are not gone on with.
  const now = response.headers.get("etag");
  if (now === null || now.startsWith("W/")) await rm(`${part}.etag`, { force: true });
  else await writeFile(`${part}.etag`, now);
  await writeBody(response, {
    path: part,
    begun: isRest ? begun : 0,
    signal,
    name: file.path,
    onBytes: (bytes) => {
      onBytes(bytes);
      download.onBytes?.(bytes);
    },
  });
}

interface Target {
  path: string;
  /** Bytes that are there already. */
  begun: number;
  /** For sentences. */
  name: string;
  signal: AbortSignal | undefined;
  onBytes(bytes: number): void;
}

async function writeBody(response: Response, { path, begun, name, signal, onBytes }: Target): Promise<void> {
  await using target = await open(path, begun > 0 ? "a" : "w");
  let bytes = begun;
  const expected = begun + Number(response.headers.get("content-length") ?? Number.NaN);
  try {
    for await (const chunk of response.body ?? []) {
      await target.write(chunk);
      bytes += chunk.byteLength;
      onBytes(bytes);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new AssayError("unavailable", `The download of ${name} broke off after ${bytes} bytes: ${reasonOf(error)}.`, { cause: error });
  }
  if (bytes < expected) throw new AssayError("unavailable", `The download of ${name} ended after ${bytes} of ${expected} bytes.`);
}

/** First byte of a partial answer: a server may send another part than was asked for. */
function startOf(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}

/** What is wrong is thrown away: the next attempt begins anew. */
async function verify(part: string, { path, size, sha256 }: HubFile, repository: string): Promise<void> {
  const found = await sizeOf(part);
  let fault = size !== null && found !== size ? `${found} bytes instead of ${size}` : "";
  if (fault === "" && sha256 !== null && (await hashOf(part)) !== sha256) fault = "another sha256 than the hub announces";
  await rm(`${part}.etag`, { force: true });
  if (fault === "") return;
  await rm(part, { force: true });
  throw new AssayError("upstream", `${path} of ${repository} arrived with ${fault}. Try again.`);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function sizeOf(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.size ?? null;
}
