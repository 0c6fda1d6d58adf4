/**
 * `npm run conformance -- DIR`: holds this program to a folder of vectors and prints how many records agree, by file and family.
 * `--show` prints what disagrees, `--json` everything as JSON. Exit code 1 where a family is below its bar, 2 for a wrong call.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { checkVectors } from "./check-vectors.ts";
import { isMet, type Outcome } from "./outcome.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});
const [directory] = positionals;
if (directory === undefined || positionals.length > 1 || !existsSync(directory)) {
  process.stderr.write("Name one folder of vectors: npm run conformance -- DIR [--show] [--json]\n");
  process.exitCode = 2;
} else {
  const outcomes = await checkVectors(directory);
  process.stdout.write(values.json ? `${JSON.stringify(outcomes, null, 2)}\n` : tableOf(outcomes));
  if (values.show && !values.json) for (const outcome of outcomes) show(outcome);
  const missed = outcomes.filter((outcome) => !isMet(outcome));
  process.stderr.write(
    missed.length === 0 ? "Every bar is met.\n" : `Below the bar: ${missed.map(({ file, family }) => `${file} ${family}`).join(", ")}.\n`,
  );
  process.exitCode = missed.length === 0 && outcomes.length > 0 ? 0 : 1;
}

function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ file, family, total, disagreements, bar }) => {
    const right = total - disagreements.length;
    return [
      file,
      family,
      `${right}/${total}`,
      `${((100 * right) / total).toFixed(2)} %`,
      bar === null ? "" : `${(100 * bar).toFixed(1)} %`,
    ];
  });
  const table = [["file", "family", "agree", "share", "bar"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

function show({ file, family, disagreements }: Outcome): void {
  for (const { name, found, wanted } of disagreements) {
    process.stdout.write(`\n${file} ${family}: ${name}\n  found  ${JSON.stringify(found)}\n  wanted ${JSON.stringify(wanted)}\n`);
  }
}
