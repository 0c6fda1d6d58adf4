import { join } from "node:path";
import { installPeer, type PeerName } from "../install-peer.ts";
import type { BenchContext, Comparison, OpenRow, Row, Subject } from "../row.ts";
import { runCommand } from "../run-command.ts";

const MAIN = join(import.meta.dirname, "..", "..", "src", "main.ts");

const COMPARISONS: readonly Comparison[] = [
  { metric: "cpuSeconds", label: "CPU seconds", kind: "ratio", better: "lower" },
  { metric: "wallSeconds", label: "seconds", kind: "ratio", better: "lower" },
];

export const row: Row = {
  name: "start-up",
  about: "what a command costs before it does anything",
  open: openRow,
};

async function openRow(context: BenchContext): Promise<OpenRow> {
  const { directory } = context;
  const environment = { ASSAY_DATA_DIR: join(directory, "data"), DATABASE_URL: "" };
  const ours = (...words: string[]): Subject => commandSubject("assay", [process.execPath, MAIN, ...words], { directory, environment });
  // Node itself is the floor of every command of ours.
  const peers: Subject[] = [commandSubject("node -e 0", [process.execPath, "-e", "0"], { directory })];
  const skipped: string[] = [];
  const wanted: [PeerName, (installed: string) => string[]][] = [
    ["lm_eval", (installed) => [join(installed, "bin", "lm_eval"), "--help"]],
    [
      "promptfoo",
      (installed) => [process.execPath, join(installed, "node_modules", "promptfoo", "dist", "src", "entrypoint.js"), "--help"],
    ],
  ];
  for (const [name, command] of wanted) {
    if (!context.withPeers) skipped.push(`${name} (peers are left out)`);
    else
      await installPeer(name, context.note).then(
        (installed) =>
          peers.push(
            commandSubject(`${name} --help`, command(installed), {
              directory,
              environment: { PROMPTFOO_DISABLE_UPDATE: "1", PROMPTFOO_DISABLE_TELEMETRY: "1" },
            }),
          ),
        (error: unknown) => skipped.push(`${name} (${String(error)})`),
      );
  }
  // The first of them makes the data directory, which is no part of a start.
  await ours("task", "list").measure();
  const plans = [["--help"], ["task", "list"]].map((words) => ({
    name: `assay ${words.join(" ")}`,
    subjects: [ours(...words), ...peers],
    comparisons: COMPARISONS,
  }));
  return { plans, skipped, async [Symbol.asyncDispose]() {} };
}

function commandSubject(name: string, command: readonly string[], options: Parameters<typeof runCommand>[1]): Subject {
  return {
    name,
    async measure() {
      const { cpuMs, wallMs } = await runCommand(command, options);
      return { cpuSeconds: cpuMs / 1000, wallSeconds: wallMs / 1000 };
    },
  };
}
