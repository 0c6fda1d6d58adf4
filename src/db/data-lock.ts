import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AssayError } from "../lib/errors.ts";

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
    mkdirSync(directory, { recursive: true });
    const holderFile = join(directory, "lock.pid");
    const file = new DatabaseSync(join(directory, "lock.sqlite"));
    try {
      file.exec("pragma locking_mode = exclusive; begin exclusive");
    } catch (cause) {
      file.close();
      throw new AssayError(
        "in_use",
        `The data directory ${directory} is in use by ${holder(holderFile)}: stop it, or set ASSAY_DATA_DIR to another directory.`,
        { cause },
      );
    }
    writeFileSync(holderFile, String(process.pid));
    return new DataLock(file);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function holder(file: string): string {
  try {
    return `process ${readFileSync(file, "utf8")}`;
  } catch {
    return "another process";
  }
}
