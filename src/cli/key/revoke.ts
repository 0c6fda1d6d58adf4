import { defineCommand } from "../command.ts";

export const command = defineCommand({
  path: "key revoke",
  summary: "Take a key out of force at once",
  positionals: [{ name: "NAME", about: "The key's name" }],
  async run({ client, result }, { positionals: [name = ""] }) {
    await client.delete(`/assay/v1/keys/${encodeURIComponent(name)}`);
    result({ revoked: name }, () => `${name} is revoked.`);
  },
});
