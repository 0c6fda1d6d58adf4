import { messageOf } from "../lib/errors.ts";

const ADDRESS = /\bhttps?:\/\/[^\s"'<>]*[^\s"'<>.,:;)]/gi;

/** What a caller of the network may read about a failure: where the workers' endpoints are is not theirs to know. */
export function publicMessage(error: unknown): string {
  return messageOf(error).replaceAll(ADDRESS, "its endpoint");
}
