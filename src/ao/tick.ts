import { createHash } from "node:crypto";
import type { AoContext } from "./context.ts";
import type { Message } from "./message.ts";
import { insertMessage, listProcesses } from "./store.ts";

const MINUTE_MS = 60_000;

/**
 * Sends the action `Cron` to every process that has one, once a minute whatever the number of servers: its id is made of the process and the minute.
 * @returns how many were sent
 */
export async function tick({ db, kinds, now }: AoContext): Promise<number> {
  const minute = Math.floor(now().getTime() / MINUTE_MS);
  let count = 0;
  for (const { id: processId, kind } of await listProcesses(db)) {
    if (kinds.get(kind)?.actions["Cron"] === undefined) continue;
    const id = createHash("sha256").update(`assay ao cron\n${processId}\n${minute}`).digest("base64url");
    const message: Message = {
      id,
      processId,
      origin: "cron",
      from: processId,
      tags: [{ name: "Action", value: "Cron" }],
      data: "",
      pushedFor: id,
    };
    count += (await insertMessage(db, message, null, now())) ? 1 : 0;
  }
  return count;
}
