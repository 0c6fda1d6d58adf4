import type { JsonObject } from "../../workers/index.ts";
import { readDocuments } from "./formats/read-documents.ts";

/** The first document of some files that `choose` makes something of; null where there is none. Rejects as `readDocuments`. */
export async function firstDocument<T>(paths: readonly string[], choose: (document: JsonObject) => T | null): Promise<T | null> {
  for (const path of paths) {
    for await (const batch of readDocuments(path)) {
      for (const text of batch) {
        const chosen = choose(JSON.parse(text) as JsonObject);
        if (chosen !== null) return chosen;
      }
    }
  }
  return null;
}
