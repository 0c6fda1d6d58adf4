import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** A small benchmark in gsm8k's form with recorded models, in a folder of its own; `using`. */
export interface RecordedBenchmark extends Disposable {
  directory: string;
  /** Split files by name. */
  splits: { train: string; test: string };
  /** A model that answers the documents for which `isRight` says so rightly and is wrong on the others. */
  record(name: string, isRight: (position: number) => boolean, only?: (position: number) => boolean): string;
  /** A file of this content. */
  write(name: string, content: string): string;
}

/** @param documents rows of the test split; question n asks for n + n */
export function makeRecordedBenchmark(documents: number): RecordedBenchmark {
  const directory = mkdtempSync(join(tmpdir(), "assay-recorded-"));
  const questionOf = (position: number) => `What is ${position} plus ${position}?`;
  const write = (name: string, content: string) => {
    const path = join(directory, name);
    writeFileSync(path, name.endsWith(".gz") ? gzipSync(content) : content);
    return path;
  };
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const rows = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({ question: questionOf(from + index), answer: `Add.\n#### ${2 * (from + index)}` }));
  return {
    directory,
    splits: { train: write("train.jsonl", lines(rows(8, 1_000_000))), test: write("test.jsonl.gz", lines(rows(documents, 0))) },
    record(name, isRight, only = () => true) {
      const answers = Array.from({ length: documents }, (_, position) => position)
        .filter(only)
        .map((position) => ({ question: questionOf(position), text: `So A: ${isRight(position) ? 2 * position : 2 * position + 1}` }));
      return write(`${name}.jsonl.gz`, lines(answers));
    },
    write,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
