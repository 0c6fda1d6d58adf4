import { defineCommand } from "./command.ts";
import { formatTable } from "./format-table.ts";

export const command = defineCommand({
  path: "config",
  summary: "Show every setting, its value and where it came from",
  async run({ config, result }) {
    result(config.settings, () => {
      const rows = config.settings.map(({ name, value, origin }) => [
        name,
        value === null ? "-" : show(value),
        value === null ? "" : origin,
      ]);
      return formatTable([{ head: "SETTING" }, { head: "VALUE" }, { head: "FROM" }], rows);
    });
  },
});

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
