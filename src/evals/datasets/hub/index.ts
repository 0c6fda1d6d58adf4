export { downloadFile } from "./download-file.ts";
export { findFiles, type FoundFiles } from "./find-files.ts";
export type { HubAccess } from "./hub-access.ts";
export { REPOSITORY_NAME } from "./read-repository.ts";
