import { expect, test } from "vitest";
import { DatabaseThread } from "./database-thread.ts";

/** A database thread that answers no request and crashes when asked to begin. */
const crashing = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { parentPort } from "node:worker_threads";
     parentPort.on("message", ({ operation }) => { if (operation === "begin") throw new Error("out of memory"); });`,
  )}`,
);

test("when the thread crashes everybody is told, those who wait and those who come", async () => {
  await using thread = new DatabaseThread(crashing, {}, () => {});
  const waiting = [thread.request({ operation: "open" }), thread.request({ operation: "begin" })];
  const settled = await Promise.allSettled(waiting);
  for (const end of settled) {
    expect(end).toMatchObject({ reason: { code: "unavailable", message: "The embedded database has crashed: restart Assay." } });
  }
  await expect(thread.request({ operation: "begin" })).rejects.toMatchObject({ code: "unavailable" });
});

test("a parameter that cannot be sent fails its own statement only", async () => {
  await using thread = new DatabaseThread(crashing, {}, () => {});
  const request = thread.request({ operation: "query", text: "select $1", parameters: [() => 1], transaction: undefined });
  await expect(request).rejects.toMatchObject({ code: "internal" });
  await expect(thread.request({ operation: "begin" })).rejects.toMatchObject({ code: "unavailable" });
});
