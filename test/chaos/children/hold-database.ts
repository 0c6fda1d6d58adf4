/** Opens the data directory and keeps it: `node hold-database.ts DIRECTORY`. */
import { openDatabase } from "../../../src/db/index.ts";
import { endWithParent } from "../../support/child.ts";

endWithParent();
const [dataDirectory = ""] = process.argv.slice(2);
const db = await openDatabase({ dataDirectory });
await db.query("create table if not exists kept as select 1 as x");
process.stdout.write("open\n");
