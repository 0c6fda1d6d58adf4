import { defineCommand } from "../command.ts";

export const command = defineCommand({
  path: "pool evaluate",
  summary: "Ask the entries of a pool for further answers now",
  positionals: [{ name: "POOL", about: "Its id" }],
  async run({ client, result }, { positionals: [id = ""] }) {
    const work = await client.post<{ entries: number }>(`/assay/v1/pools/${encodeURIComponent(id)}/evaluation`);
    result(work, () => `${work.entries} entries are asked.`);
  },
});
