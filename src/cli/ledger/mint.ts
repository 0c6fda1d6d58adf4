import { randomUUID } from "node:crypto";
import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";

interface Account {
  token: string;
  owner: string;
  balance: string;
}

export const command = defineCommand({
  path: "ledger mint",
  summary: "Make new units of a token for somebody",
  positionals: [
    { name: "RECIPIENT", about: "An address" },
    { name: "AMOUNT", about: "Whole units, in decimal digits" },
  ],
  options: {
    token: { type: "string", value: "T", about: "The token: of AO's convention the id of its process" },
    id: { type: "string", value: "ID", about: "Yours: the same id again makes nothing (default: a new one)" },
  },
  examples: ["assay ledger mint --token xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10 ADDRESS 1000000"],
  async run({ client, result }, { positionals: [recipient, amount], values: { token, id = randomUUID() } }) {
    if (token === undefined) throw new UsageError("assay ledger mint needs --token, the name of the token.", "--token");
    const account = await client.post<Account>(`/assay/v1/ledger/tokens/${encodeURIComponent(token)}/mints`, { id, recipient, amount });
    result(account, () => `${account.owner} has ${account.balance} of ${account.token}.`);
  },
});
