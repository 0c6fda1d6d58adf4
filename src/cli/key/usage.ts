import type { Usage } from "../../gateway/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";
import { formatMicros } from "./render-keys.ts";

export const command = defineCommand({
  path: "key usage",
  summary: "Show what keys used on each day: requests, tokens, cost",
  positionals: [{ name: "NAME", about: "One key only", optional: true }],
  options: { days: { type: "string", value: "N", about: "How many days, today included (default: 30)" } },
  async run({ client, result }, { positionals: [name], values: { days } }) {
    const query = new URLSearchParams({ ...(name !== undefined && { caller: name }), ...(days !== undefined && { days }) });
    const list = await client.get<{ usage: Usage }>(`/assay/v1/usage?${query}`);
    result(list, () =>
      list.usage.length === 0
        ? "No request in these days."
        : formatTable(
            COLUMNS,
            list.usage.map((one) => [
              one.day,
              one.caller,
              String(one.requests),
              String(one.failed),
              String(one.cacheHits),
              String(one.promptTokens),
              String(one.completionTokens),
              formatMicros(one.costMicros),
            ]),
          ),
    );
  },
});

const COLUMNS = [
  { head: "day" },
  { head: "key" },
  ...["requests", "failed", "cached", "prompt tokens", "answer tokens", "cost"].map((head) => ({ head, isNumber: true })),
];
