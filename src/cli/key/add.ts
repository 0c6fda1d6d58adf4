import { defineCommand } from "../command.ts";

interface NewKey {
  name: string;
  key: string;
  scopes: string[];
}

export const command = defineCommand({
  path: "key add",
  summary: "Make a key for the API; it is shown once",
  positionals: [{ name: "NAME", about: "What the key is called in lists and logs" }],
  options: {
    scopes: { type: "string", value: "LIST", about: "admin, chat, evaluate, synthesis, worker, read; separated by commas (default: read)" },
    "requests-per-minute": { type: "string", value: "N", about: "Most requests a minute (default: no limit)" },
  },
  examples: ["assay key add website --scopes chat,read --requests-per-minute 600"],
  async run({ client, result, err }, { positionals: [name], values }) {
    const limit = values["requests-per-minute"];
    const made = await client.post<NewKey>("/assay/v1/keys", {
      name,
      scopes: (values.scopes ?? "read").split(",").map((scope) => scope.trim()),
      ...(limit !== undefined && { requestsPerMinute: Number(limit) }),
    });
    err(`Keep it: ${made.name} is not shown again.`);
    result(made, () => made.key);
  },
});
