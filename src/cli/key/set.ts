import { AssayError } from "../../lib/errors.ts";
import { defineCommand } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { LIMIT_OPTIONS, limitsIn } from "./limit-options.ts";
import { renderKeys, type KeyList } from "./render-keys.ts";

export const command = defineCommand({
  path: "key set",
  summary: "Change what a key may do; what is not named stays",
  positionals: [{ name: "NAME", about: "The key's name" }],
  options: {
    scopes: { type: "string", value: "LIST", about: "Instead of those it has; separated by commas" },
    ...LIMIT_OPTIONS,
  },
  examples: ["assay key set trial --budget 10", "assay key set website --requests-per-minute none"],
  async run({ client, result }, { positionals: [name = ""], values }) {
    const { keys } = await client.get<KeyList>("/assay/v1/keys");
    const present = keys.find((key) => key.name === name);
    if (!present) throw new AssayError("not_found", `There is no key named ${name}.`, { field: "name" });
    const change = {
      ...(values.scopes !== undefined && { scopes: values.scopes.split(",").map((scope) => scope.trim()) }),
      ...limitsIn(values, present.budget),
    };
    if (Object.keys(change).length === 0) throw new UsageError("assay key set needs something to change: --budget, --scopes, …");
    const changed = await client.patch<KeyList["keys"][number]>(`/assay/v1/keys/${encodeURIComponent(name)}`, change);
    result(changed, () => renderKeys([changed]));
  },
});
