export { DatabaseError, type Db, type Row, type Sql } from "./db.ts";
export { migrate } from "./migrate.ts";
export { MIGRATIONS, openDatabase } from "./open-database.ts";
export { PgliteDb } from "./pglite.ts";
export { PostgresDb } from "./postgres.ts";
