import { defineCommand, EXIT } from "../command.ts";
import { formatTable } from "../format-table.ts";

interface Verification {
  root: string;
  tokens: { token: string; entries: string; accounts: number; supply: string; hash: string }[];
  faults: string[];
}

export const command = defineCommand({
  path: "ledger verify",
  summary: "Replay the journals and hold the balances against them",
  options: { token: { type: "string", value: "T", about: "Only this token" } },
  async run({ client, result, err }, { values: { token } }) {
    const query = token === undefined ? "" : `?token=${encodeURIComponent(token)}`;
    const verification = await client.get<Verification>(`/assay/v1/ledger/verification${query}`);
    result(verification, () => renderVerification(verification));
    for (const fault of verification.faults) err(`Fault: ${fault}`);
    return verification.faults.length === 0 ? EXIT.ok : EXIT.error;
  },
});

/** The tokens as a table, and the root that another machine must find. */
export function renderVerification({ tokens, root, faults }: Verification): string {
  const table = formatTable(
    [
      { head: "token" },
      { head: "entries", isNumber: true },
      { head: "accounts", isNumber: true },
      { head: "supply", isNumber: true },
      { head: "hash" },
    ],
    tokens.map((one) => [one.token, one.entries, String(one.accounts), one.supply, one.hash.slice(0, 16)]),
  );
  return `${table}\nroot ${root}\n${faults.length === 0 ? "The books hold." : `${faults.length} faults.`}`;
}
