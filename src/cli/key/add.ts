import { defineCommand } from "../command.ts";
import { LIMIT_OPTIONS, limitsIn } from "./limit-options.ts";

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
    ...LIMIT_OPTIONS,
  },
  examples: [
    "assay key add website --scopes chat,read --requests-per-minute 600",
    "assay key add trial --scopes chat --budget 5 --per month --cache 3600",
  ],
  async run({ client, result, err }, { positionals: [name], values }) {
    const made = await client.post<NewKey>("/assay/v1/keys", {
      name,
      scopes: (values.scopes ?? "read").split(",").map((scope) => scope.trim()),
      ...limitsIn(values, null),
    });
    err(`Keep it: ${made.name} is not shown again.`);
    result(made, () => made.key);
  },
});
