import { UsageError } from "./usage-error.ts";

/** `squad=passage,race=article` by task; undefined when the option was not given. */
export function parseClusters(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  const clusters: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const at = pair.indexOf("=");
    const [task, column] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at < 0 || task === "" || column === "") {
      throw new UsageError(`--cluster takes TASK=FIELD, separated by commas, and "${pair}" is none.`, "--cluster");
    }
    if (Object.hasOwn(clusters, task)) throw new UsageError(`--cluster names ${task} twice.`, "--cluster");
    clusters[task] = column;
  }
  return clusters;
}
