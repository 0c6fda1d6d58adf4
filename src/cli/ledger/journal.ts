import type { JournalLine } from "../../ledger/index.ts";
import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";

export const command = defineCommand({
  path: "ledger journal",
  summary: "Print the journal of a token, one JSON object a line",
  options: {
    token: { type: "string", value: "T", about: "The token" },
    owner: { type: "string", value: "OWNER", about: "Only entries that touch this account (such a journal cannot be replayed)" },
  },
  examples: ["assay ledger journal --token CRED > journal.jsonl"],
  async run({ client, out, signal }, { values: { token, owner } }) {
    if (token === undefined) throw new UsageError("assay ledger journal needs --token, such as --token CRED.", "--token");
    const of = owner === undefined ? "" : `&owner=${encodeURIComponent(owner)}`;
    let next: number | null = 0;
    while (next !== null && !signal.aborted) {
      const path = `/assay/v1/ledger/tokens/${encodeURIComponent(token)}/journal?after=${next}${of}`;
      const page: { entries: JournalLine[]; next: number | null } = await client.get(path);
      for (const entry of page.entries) out(JSON.stringify(entry));
      next = page.next;
    }
  },
});
