/** The folder of the migrations that ship with this version. */
export const MIGRATIONS = new URL("../../migrations/", import.meta.url);
