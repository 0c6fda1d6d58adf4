import { UsageError } from "../usage-error.ts";

/** `--action NAME` and `--tag NAME=VALUE` as tags of a message. */
export function parseTags({ action, tag }: { action: string | undefined; tag: string[] | undefined }): { name: string; value: string }[] {
  const tags = (tag ?? []).map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`--tag ${text} must be NAME=VALUE.`, "--tag");
    return { name, value };
  });
  return action === undefined ? tags : [{ name: "Action", value: action }, ...tags];
}
