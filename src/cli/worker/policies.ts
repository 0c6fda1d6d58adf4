import type { Policies } from "../../gateway/index.ts";
import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

type Estimate = Policies["policies"][number];
type Figures = Estimate["success"];

const COLUMNS = [
  { head: "policy" },
  { head: "support" },
  { head: "worth", isNumber: true },
  { head: "good answers" },
  { head: "doubly robust" },
  { head: "first token ms" },
  { head: "whole ms" },
  { head: "cost" },
];

export const command = defineCommand({
  path: "worker policies",
  summary: "What other ways to choose a worker would have achieved",
  options: {
    since: {
      type: "string",
      value: "DATE",
      about: "Only requests from then on, such as 2026-01-31 or 2026-01-31T12:00:00Z (default: 90 days)",
    },
    limit: { type: "string", value: "N", about: "The newest N requests (default 10000, at most 20000)" },
  },
  examples: ["assay worker policies --since 2026-01-31"],
  async run(context, { values: { since, limit } }) {
    const query = new URLSearchParams({ ...(since !== undefined && { since: toTime(since) }), ...(limit !== undefined && { limit }) });
    const policies = await context.client.get<Policies>(`/assay/v1/policies?${query}`);
    context.result(policies, () => render(policies));
  },
});

function toTime(date: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date}T00:00:00Z` : date;
}

function render({ requests, used, leftOut, logged, policies }: Policies): string {
  const out = `${leftOut.no_choice} had nobody to choose between, ${leftOut.named} were put to named workers, of ${leftOut.unseen} it is not known what would have come.`;
  if (logged === null) return `None of ${requests} requests tells how a choice turned out: ${out}`;
  const { value, low, high } = logged.success;
  return [
    `${used} of ${requests} requests tell how a choice turned out; ${out}`,
    `As logged: ${logged.answers} answers, good ${percent(value)} (${percent(low)} to ${percent(high)}).`,
    "",
    formatTable(COLUMNS, policies.map(toRow)),
    ...policies.flatMap(remarks),
  ].join("\n");
}

function toRow({ policy, support, supportedShare, effectiveRequests, success, firstTokenMs, durationMs, cost }: Estimate): string[] {
  return [
    policy,
    support === "partial" ? `${percent(supportedShare)} of it` : support,
    effectiveRequests.toFixed(0),
    figure(success, "weighted", percent),
    figure(success, "doublyRobust", percent),
    ...[firstTokenMs, durationMs, cost].map((one) => figure(one, "doublyRobust", whole)),
  ];
}

function remarks({ policy, support, untried, supportedShare }: Estimate): string[] {
  const who =
    untried.length === 0 ? "" : ` It would ask ${untried.join(", ")}, which ${untried.length === 1 ? "was" : "were"} never asked.`;
  if (support === "none") return [`${policy}: the log hardly ever tried what it would do, so nothing can be said.${who}`];
  if (support === "partial") return [`${policy}: the figures are of the ${percent(supportedShare)} of its choices that were tried.${who}`];
  return [];
}

function figure(figures: Figures, which: "weighted" | "doublyRobust", show: (value: number) => string): string {
  const one = figures?.[which];
  return one ? `${show(one.value)} (${show(one.low)} to ${show(one.high)})` : "";
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function whole(value: number): string {
  return value.toFixed(0);
}
