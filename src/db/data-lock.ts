import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AssayError, messageOf } from "../lib/errors.ts";

const SQLITE_BUSY = 5;

/**
 * Holds a data directory for this process. The embedded engine takes no lock of its own, and two processes on
 * one directory silently lose data. The lock is the operating system's (SQLite's fcntl lock on a file of ours):
 * it ends with the process however that ends, and needs no process ids, which containers do not share.
 */
export class DataLock implements Disposable {
  readonly #file: DatabaseSync;

  private constructor(file: DatabaseSync) {
    this.#file = file;
  }

  /** Throws `in_use`, naming the holder, when another process has the directory. */
  static acquire(directory: string): DataLock {
    const holderFile = join(directory, "lock.pid");
    let file: DatabaseSync | undefined;
    try {
      mkdirSync(directory, { recursive: true });
      file = new DatabaseSync(join(directory, "lock.sqlite"));
      file.exec("begin exclusive");
      writeFileSync(holderFile, String(process.pid));
      return new DataLock(file);
    } catch (cause) {
      file?.close();
      throw refusal(directory, holderFile, cause);
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function refusal(directory: string, holderFile: string, cause: unknown): AssayError {
  if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) {
    const message = `The data directory ${directory} is in use by ${holder(holderFile)}: stop it, or set ASSAY_DATA_DIR to another directory.`;
    return new AssayError("in_use", message, { cause });
  }
  return new AssayError("unavailable", `The data directory ${directory} cannot be used: ${messageOf(cause)}.`, { cause });
}

function holder(file: string): string {
  try {
    return `process ${readFileSync(file, "utf8")}`;
  } catch {
    return "another process";
  }
}
