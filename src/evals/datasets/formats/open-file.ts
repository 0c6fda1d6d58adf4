import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { finished, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AssayError, messageOf } from "../../../lib/errors.ts";

const CHUNK_BYTES = 256 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** Refuses a path that is no readable regular file, or an empty one. */
export async function checkFile(path: string): Promise<void> {
  const facts = await stat(path).catch((error: unknown) => refuse(path, error));
  if (!facts.isFile()) throw new AssayError("invalid_input", `${path} is not a file.`);
  if (facts.size === 0) throw new AssayError("invalid_input", `${path} is empty.`);
}

/** The first bytes of the file as it lies on the disk. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  await using file = await open(path).catch((error: unknown) => refuse(path, error));
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}

/** The file's bytes, unpacked when it is gzip whatever its name. An error of the disk or the packing ends the iteration with a sentence. */
export async function* openBytes(path: string): AsyncGenerator<Buffer> {
  const isGzip = (await readHead(path, GZIP_MAGIC.length)).equals(GZIP_MAGIC);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const source: Readable = isGzip ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : file;
  // `pipe` does not carry errors along.
  finished(file, (error) => error && source.destroy(error));
  try {
    yield* source as AsyncIterable<Buffer>;
  } catch (error) {
    refuse(path, error);
  } finally {
    file.destroy();
    source.destroy();
  }
}

/** The file's text in chunks, from UTF-8; a byte order mark is left out. */
export async function* openText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytesBefore = 0;
  const decode = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new AssayError("invalid_input", `${path} is not UTF-8 text (after byte ${bytesBefore}). Convert it to UTF-8.`);
    }
  };
  for await (const chunk of openBytes(path)) {
    yield decode(chunk);
    bytesBefore += chunk.length;
  }
  yield decode();
}

function refuse(path: string, error: unknown): never {
  const { code } = error as { code?: string };
  const reasons: Record<string, string> = {
    ENOENT: "there is no such file",
    ENOTDIR: "there is no such file",
    EACCES: "it may not be read by this user",
    Z_BUF_ERROR: "its gzip data end too early",
    Z_DATA_ERROR: "its gzip data are damaged",
  };
  if (error instanceof AssayError) throw error;
  throw new AssayError("invalid_input", `${path} cannot be read: ${reasons[code ?? ""] ?? messageOf(error)}.`);
}
