import type { Result } from "../../ao/index.ts";
import { defineCommand, EXIT } from "../command.ts";
import { renderAoResult } from "./render-ao-result.ts";

export const command = defineCommand({
  path: "ao result",
  summary: "Show what came of a message",
  positionals: [
    { name: "PROCESS", about: "The process that it was sent to" },
    { name: "MESSAGE", about: "Its id" },
  ],
  async run({ client, result }, { positionals: [process = "", message = ""] }) {
    const outcome = await client.get<Result>(`/ao/result/${encodeURIComponent(message)}?process-id=${encodeURIComponent(process)}`);
    result(outcome, () => renderAoResult(outcome));
    return outcome.Error === undefined ? EXIT.ok : EXIT.error;
  },
});
