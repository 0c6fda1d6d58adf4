import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

interface Settlement {
  payouts: { participant: string; place: number; amount: string }[];
  refund: string;
  funder: string;
}

export const command = defineCommand({
  path: "pool settle",
  summary: "Pay a pool out, after its end; again, it pays nothing",
  positionals: [{ name: "POOL", about: "Its id" }],
  async run({ client, result }, { positionals: [id = ""] }) {
    const settlement = await client.post<Settlement>(`/assay/v1/pools/${encodeURIComponent(id)}/settlement`);
    result(settlement, () => {
      const rows = settlement.payouts.map(({ place, participant, amount }) => [String(place), participant, amount]);
      const table =
        rows.length === 0
          ? "Nobody is paid."
          : formatTable([{ head: "place", isNumber: true }, { head: "participant" }, { head: "amount", isNumber: true }], rows);
      return settlement.refund === "0" ? table : `${table}\n${settlement.refund} went back to ${settlement.funder}.`;
    });
  },
});
