import { defineCommand } from "../command.ts";
import { formatTable } from "../format-table.ts";

interface KeyList {
  keys: { name: string; scopes: string[]; requestsPerMinute: number | null; createdAt: string }[];
}

export const command = defineCommand({
  path: "key list",
  summary: "List the keys in force, without their secrets",
  async run({ client, result }) {
    const list = await client.get<KeyList>("/assay/v1/keys");
    result(list, () => {
      const rows = list.keys.map((key) => [key.name, key.scopes.join(","), String(key.requestsPerMinute ?? "no limit"), key.createdAt]);
      return formatTable([{ head: "NAME" }, { head: "SCOPES" }, { head: "PER MINUTE", isNumber: true }, { head: "SINCE" }], rows);
    });
  },
});
