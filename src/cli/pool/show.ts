import { defineCommand } from "../command.ts";
import { renderPool, type PoolView } from "./render-pool.ts";

export const command = defineCommand({
  path: "pool show",
  summary: "Show a pool: its entries, and what each would be paid or was",
  positionals: [{ name: "POOL", about: "Its id" }],
  async run({ client, result }, { positionals: [id = ""] }) {
    const pool = await client.get<PoolView>(`/assay/v1/pools/${encodeURIComponent(id)}`);
    result(pool, () => renderPool(pool));
  },
});
