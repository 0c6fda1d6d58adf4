import { createHash } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BYTES = 16;

/** The row id of a job: pg-boss has UUIDs, callers have any text. A UUID stays itself, so that both find the job. */
export function jobUuid(name: string, id: string): string {
  if (UUID.test(id)) return id.toLowerCase();
  const bytes = createHash("sha256").update(`${name}\0${id}`).digest().subarray(0, BYTES);
  // Version 8 (RFC 9562): a UUID of the application's own making.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
