import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

interface Account {
  token: string;
  owner: string;
  balance: string;
  reserved: string;
}

export const command = defineCommand({
  path: "ledger balance",
  summary: "Show who has how much of a token",
  positionals: [{ name: "OWNER", about: "Only this account", optional: true }],
  options: { token: { type: "string", value: "T", about: "The token (default: all)" } },
  examples: ["assay ledger balance --token CRED"],
  async run({ client, result }, { positionals: [owner], values }) {
    const tokens = values.token === undefined ? await listTokens(client) : [values.token];
    const accounts: Account[] = [];
    for (const token of tokens) {
      const path = `/assay/v1/ledger/tokens/${encodeURIComponent(token)}/accounts`;
      if (owner === undefined) accounts.push(...(await listAll(client, path)));
      else accounts.push(await client.get<Account>(`${path}/${encodeURIComponent(owner)}`));
    }
    result({ accounts }, () =>
      accounts.length === 0
        ? "The books are empty."
        : formatTable(
            [{ head: "token" }, { head: "owner" }, { head: "balance", isNumber: true }, { head: "reserved", isNumber: true }],
            accounts.map((one) => [one.token, one.owner, one.balance, one.reserved]),
          ),
    );
  },
});

interface Client {
  get<T>(path: string): Promise<T>;
}

async function listTokens(client: Client): Promise<string[]> {
  const { tokens } = await client.get<{ tokens: { token: string }[] }>("/assay/v1/ledger/tokens");
  return tokens.map(({ token }) => token);
}

async function listAll(client: Client, path: string): Promise<Account[]> {
  const all: Account[] = [];
  let next: string | null = "";
  while (next !== null) {
    const page: { accounts: Account[]; next: string | null } = await client.get(`${path}?after=${encodeURIComponent(next)}`);
    all.push(...page.accounts);
    next = page.next;
  }
  return all;
}
