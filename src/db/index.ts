export { DatabaseError, type Db, type Row, type Sql } from "./db.ts";
export { migrate } from "./migrate.ts";
export { MIGRATIONS } from "./migrations.ts";
export { openDatabase } from "./open-database.ts";
export { PgliteDb } from "./pglite.ts";
export { PostgresDb } from "./postgres.ts";
export { seedDirectory } from "./seed-directory.ts";
