import type { Result } from "../../ao/index.ts";
import { defineCommand, EXIT } from "../command.ts";
import { parseTags } from "./parse-tags.ts";
import { renderAoResult } from "./render-ao-result.ts";

export const command = defineCommand({
  path: "ao dryrun",
  summary: "Ask a process something that changes nothing, without a wallet",
  positionals: [{ name: "PROCESS", about: "Its id: 43 characters" }],
  options: {
    action: { type: "string", value: "NAME", about: "Tag Action" },
    tag: { type: "string", value: "NAME=VALUE", about: "A tag; may be given several times", multiple: true },
    data: { type: "string", value: "TEXT", about: "The data" },
    owner: { type: "string", value: "ADDRESS", about: "Whose view is shown; not checked" },
  },
  examples: ["assay ao dryrun xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10 --action Balance --tag Target=ADDRESS"],
  async run({ client, result }, { positionals: [process = ""], values }) {
    const body = { Owner: values.owner ?? "", Data: values.data ?? "", Tags: parseTags(values) };
    const outcome = await client.post<Result>(`/ao/dry-run?process-id=${encodeURIComponent(process)}`, body);
    result(outcome, () => renderAoResult(outcome));
    return outcome.Error === undefined ? EXIT.ok : EXIT.error;
  },
});
