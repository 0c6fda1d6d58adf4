import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";
import type { PoolView } from "./render-pool.ts";

export const command = defineCommand({
  path: "pool list",
  summary: "List pools, the newest first",
  async run({ client, result }) {
    const list = await client.get<{ pools: Omit<PoolView, "leaderboard" | "projected" | "settlement">[] }>("/assay/v1/pools");
    result(list, () =>
      list.pools.length === 0
        ? "No pool yet: `assay pool create` opens one."
        : formatTable(
            [
              { head: "pool" },
              { head: "state" },
              { head: "task" },
              { head: "funds", isNumber: true },
              { head: "token" },
              { head: "entries", isNumber: true },
              { head: "ends" },
            ],
            list.pools.map((one) => [one.id, one.state, one.task, one.funds, one.token, String(one.entries), one.endsAt]),
          ),
    );
  },
});
