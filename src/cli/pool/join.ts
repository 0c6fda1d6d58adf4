import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";

export const command = defineCommand({
  path: "pool join",
  summary: "Enter a model into a pool",
  positionals: [
    { name: "POOL", about: "Its id" },
    { name: "MODEL", about: "A worker, or a model that exactly one worker serves" },
  ],
  options: { participant: { type: "string", value: "OWNER", about: "Who is paid" } },
  async run({ client, result }, { positionals: [pool = "", model], values: { participant } }) {
    if (participant === undefined) throw new UsageError("assay pool join needs --participant, the address that is paid.", "--participant");
    const joined = await client.post<{ entry: string; isNew: boolean }>(`/assay/v1/pools/${encodeURIComponent(pool)}/entries`, {
      participant,
      model,
    });
    result(joined, () =>
      joined.isNew ? `${model} has joined as entry ${joined.entry}.` : `${model} had joined already, as entry ${joined.entry}.`,
    );
  },
});
