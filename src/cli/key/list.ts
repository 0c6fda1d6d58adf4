import { defineCommand } from "../command.ts";
import { renderKeys, type KeyList } from "./render-keys.ts";

export const command = defineCommand({
  path: "key list",
  summary: "List the keys in force with their limits and what they spent, without their secrets",
  async run({ client, result }) {
    const list = await client.get<KeyList>("/assay/v1/keys");
    result(list, () => renderKeys(list.keys));
  },
});
