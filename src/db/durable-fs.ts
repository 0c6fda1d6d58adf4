import { fdatasyncSync } from "node:fs";
import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

interface NodeFsModule {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } } } };
}

/** Brings what was written to a file descriptor to the disk. */
export type Synchronize = (fileDescriptor: number) => void;

/**
 * PGlite's file system with fsync. As shipped it has none, so a commit survives a killed process but not a power
 * loss. `fsync` is an internal of Emscripten: `durable-fs.test.ts` counts the calls so that an upgrade cannot lose it.
 */
class DurableNodeFS extends NodeFS {
  readonly #synchronize: Synchronize;

  constructor(directory: string, synchronize: Synchronize) {
    super(directory);
    this.#synchronize = synchronize;
  }

  override async init(pg: PGlite, options: Parameters<NodeFS["init"]>[1]): ReturnType<NodeFS["init"]> {
    const result = await super.init(pg, options);
    const hooks = (result.emscriptenOpts.preRun ??= []) as ((module: unknown) => void)[];
    hooks.push((module) => {
      (module as NodeFsModule).FS.filesystems.NODEFS.stream_ops.fsync = ({ nfd }) => {
        this.#synchronize(nfd);
        return 0;
      };
    });
    return result;
  }
}

/** Options that make PGlite durable and small; `-F` would turn fsync off, and fdatasync does not reach the hook. */
export function durableOptions(directory: string, synchronize: Synchronize = fdatasyncSync): PGliteOptions {
  return {
    fs: new DurableNodeFS(directory, synchronize),
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
      "-c",
      "wal_sync_method=fsync",
      "-c",
      "shared_buffers=32MB",
      // ANALYZE holds 300 rows for each of these, whole: 30,000 documents at PostgreSQL's own 100.
      "-c",
      "default_statistics_target=30",
    ],
  };
}
