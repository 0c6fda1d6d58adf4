/** Moves 1 between two accounts for ever and tells each move that was acknowledged: `node write-transfers.ts SETTINGS FIRST`. */
import { openDatabase } from "../../../src/db/index.ts";
import { endWithParent } from "../../support/child.ts";

endWithParent();
const [settings = "", first = ""] = process.argv.slice(2);
const db = await openDatabase(JSON.parse(settings) as { dataDirectory: string });
for (let n = Number(first); ; n += 1) {
  await db.transaction(async () => {
    await db.query("insert into entry (n, amount) values ($1, 1)", [n]);
    await db.query("insert into entry (n, amount) values ($1, -1)", [n]);
  });
  process.stdout.write(`${n}\n`);
}
