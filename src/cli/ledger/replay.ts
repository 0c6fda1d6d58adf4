import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { JournalEntry, Replaying } from "../../ledger/index.ts";
import { AssayError, messageOf } from "../../lib/errors.ts";
import { defineCommand, EXIT } from "../command.ts";
import { renderVerification } from "./verify.ts";

export const command = defineCommand({
  path: "ledger replay",
  summary: "Work out every balance and payout from an exported journal, without a server or its data",
  positionals: [{ name: "FILE", about: "What `assay ledger journal` printed; of several tokens, one after another", variadic: true }],
  examples: ["assay ledger replay journal.jsonl"],
  async run({ result, err }, { positionals: files }) {
    const { rootHash } = await import("../../ledger/index.ts");
    const { checkPayouts } = await import("../../pools/index.ts");
    const { byToken, entries } = await replayFiles(files);
    const replays = [...byToken.values()].map((replaying) => replaying.result());
    const payouts = checkPayouts(entries);
    const report = {
      root: rootHash(replays),
      tokens: replays.map((one) => ({
        token: one.token,
        entries: String(one.seq),
        accounts: one.accounts.size,
        supply: String(one.supply),
        hash: Buffer.from(one.hash).toString("hex"),
        balances: Object.fromEntries([...one.accounts].map(([owner, { balance }]) => [owner, String(balance)])),
      })),
      settlements: payouts.settlements,
      payouts: payouts.payouts,
      faults: [...replays.flatMap(({ faults }) => faults), ...payouts.faults],
    };
    result(
      report,
      () => `${renderVerification(report)}\n${report.settlements} settlements with ${report.payouts} payouts were worked out again.`,
    );
    for (const fault of report.faults) err(`Fault: ${fault}`);
    return report.faults.length === 0 ? EXIT.ok : EXIT.error;
  },
});

async function replayFiles(files: readonly string[]): Promise<{ byToken: Map<string, Replaying>; entries: JournalEntry[] }> {
  const { fromJournalLine, Replaying } = await import("../../ledger/index.ts");
  const byToken = new Map<string, Replaying>();
  const entries: JournalEntry[] = [];
  for (const file of files) {
    let lineNumber = 0;
    for await (const line of linesOf(file)) {
      lineNumber += 1;
      if (line.trim() === "") continue;
      const entry = fromJournalLine(line, lineNumber);
      const replaying = byToken.get(entry.token) ?? new Replaying(entry.token);
      byToken.set(entry.token, replaying);
      replaying.add(entry);
      // Only these can be part of a settlement; the rest need not be kept.
      if (entry.reason === "payout" || entry.reason === "refund") entries.push(entry);
    }
  }
  return { byToken, entries };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity });
  } catch (cause) {
    throw new AssayError("invalid_input", `${file} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}
