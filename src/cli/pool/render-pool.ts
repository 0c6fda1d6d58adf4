import { formatTable } from "../format-table.ts";

/** A pool as the API shows it. */
export interface PoolView {
  id: string;
  state: string;
  task: string;
  funder: string;
  token: string;
  funds: string;
  entries: number;
  endsAt: string;
  allocation: { rule?: { name?: string }; ties?: string };
  leaderboard: { documents: number; rows: Row[] };
  projected: { entry: string; least: string; most: string }[];
  settlement: { funds: string; payouts: { id: string; participant: string; place: number; amount: string }[]; refund: string } | null;
}

interface Row {
  entry: string;
  participant: string;
  model: string;
  correct: number;
  answered: number;
  total: number;
  place: number | null;
  bracket: number;
  rankBest: number;
  rankWorst: number;
}

/** A pool for people: its terms, its entries, and what they would get or got. */
export function renderPool({ leaderboard: { rows }, settlement, projected, ...pool }: PoolView): string {
  const { rule, ties } = pool.allocation;
  // Of a settled pool what it was paid out from: its account is empty then.
  const funds = settlement?.funds ?? pool.funds;
  const terms = `Pool ${pool.id}: ${pool.state}, ${funds} of ${pool.token} on ${pool.task} by ${rule?.name} (ties: ${ties}), ends ${pool.endsAt}.`;
  if (rows.length === 0) return `${terms}\nNobody has joined yet.`;
  const payoutOf = ({ entry }: Row): string => {
    if (settlement) return settlement.payouts.find(({ id }) => id === entry)?.amount ?? "0";
    const range = projected.find((one) => one.entry === entry);
    return range ? (range.least === range.most ? range.most : `${range.least} to ${range.most}`) : "";
  };
  const table = formatTable(
    [
      { head: "place", isNumber: true },
      { head: "ranks" },
      { head: "participant" },
      { head: "model" },
      { head: "correct", isNumber: true },
      { head: "answered", isNumber: true },
      { head: settlement ? "paid" : "would get", isNumber: true },
    ],
    rows.map((row) => [
      String(row.place ?? ""),
      row.place === null ? "" : `${row.rankBest}-${row.rankWorst}`,
      row.participant,
      row.model,
      String(row.correct),
      `${row.answered}/${row.total}`,
      payoutOf(row),
    ]),
  );
  return settlement && settlement.refund !== "0"
    ? `${terms}\n${table}\n${settlement.refund} went back to ${pool.funder}.`
    : `${terms}\n${table}`;
}
