import type { AuditedRequest } from "../../gateway/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";
import { formatMicros } from "../key/render-keys.ts";

const FILTERS = ["caller", "model", "outcome", "worker", "cache", "from", "to", "before", "limit"] as const;

export const command = defineCommand({
  path: "request list",
  summary: "List requests to the network, the newest first",
  options: {
    caller: { type: "string", value: "KEY", about: "Of one key" },
    model: { type: "string", value: "NAME", about: "That named this model or sampling mode" },
    outcome: { type: "string", value: "CODE", about: "ok, failed, or an error code such as over_budget" },
    worker: { type: "string", value: "UID", about: "That asked this worker" },
    cache: { type: "string", value: "hit|miss", about: "That the cache answered, or could not" },
    from: { type: "string", value: "TIME", about: "Since, as 2026-11-24T00:00:00Z" },
    to: { type: "string", value: "TIME", about: "Before" },
    before: { type: "string", value: "ID", about: "The page after this record" },
    limit: { type: "string", value: "N", about: "Records of a page (default: 50)" },
  },
  examples: ["assay request list --caller trial --outcome failed"],
  async run({ client, result, err }, { values }) {
    const query = new URLSearchParams(
      FILTERS.flatMap((name): [string, string][] => (values[name] === undefined ? [] : [[name, values[name]]])),
    );
    const page = await client.get<{ requests: AuditedRequest[]; next: number | null }>(`/assay/v1/requests?${query}`);
    result(page, () => (page.requests.length === 0 ? "No such request." : formatTable(COLUMNS, page.requests.map(toRow))));
    if (page.next !== null) err(`More: --before ${page.next}`);
  },
});

const COLUMNS = [
  { head: "id", isNumber: true },
  { head: "received" },
  { head: "key" },
  { head: "asked for" },
  { head: "outcome" },
  { head: "workers" },
  { head: "tokens", isNumber: true },
  { head: "cost", isNumber: true },
  { head: "ms", isNumber: true },
];

function toRow(one: AuditedRequest): string[] {
  const tokens = one.promptTokens === null ? "-" : `${one.tokensEstimated ? "~" : ""}${one.promptTokens}+${one.completionTokens ?? 0}`;
  return [
    String(one.id),
    one.receivedAt,
    one.caller,
    one.askedFor,
    one.outcome,
    one.cache === "hit" ? "(cache)" : one.asked.map(({ name, outcome }) => (outcome === "ok" ? name : `${name} (${outcome})`)).join(", "),
    tokens,
    one.costMicros === null ? "-" : formatMicros(one.costMicros),
    one.durationMs.toFixed(0),
  ];
}
