import { load } from "js-yaml";
import { z } from "zod";
import { AssayError } from "../../../lib/errors.ts";
import type { HubAccess, HubRepository } from "./hub-access.ts";
import { requestHub } from "./request-hub.ts";

/** `openai/gsm8k`, or a bare name of the hub's first years. */
export const REPOSITORY_NAME = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;
const CARD = "README.md";
/** Paths become paths on the disk: none may climb out of its folder, whatever a mirror says. */
const SAFE_PATH = /^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))[^\\\0]+$/;
const HEAD = /^---\r?\n([\s\S]*?)\r?\n---(\r?\n|$)/;

/** Of the hub's answer only what is used. */
const infoSchema = z.object({
  id: z.string().regex(REPOSITORY_NAME).nullish(),
  sha: z.string().regex(/^[\da-f]{7,64}$/),
  cardData: z.record(z.string(), z.unknown()).nullish(),
  siblings: z
    .array(
      z.object({
        rfilename: z.string(),
        size: z.number().nullish(),
        lfs: z.object({ sha256: z.string().nullish(), size: z.number().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/**
 * What the hub knows of a dataset's repository at a branch, tag or commit. The commit that it names is what is read from
 * then on, so that a push in between changes nothing.
 * @throws as `requestHub`; `upstream` when the answer is not one of a hub
 */
export async function readRepository(access: HubAccess, name: string, revision: string, signal?: AbortSignal): Promise<HubRepository> {
  const what = `the dataset ${name}${revision === "main" ? "" : `, revision ${revision}`}`;
  const path = `/api/datasets/${name}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const response = await requestHub(access, { path, what, signal });
  const info = infoSchema.safeParse(await response.json().catch(() => undefined));
  if (!info.success) throw new AssayError("upstream", `${access.endpoint} did not answer as a hub does to ${what}: check HF_ENDPOINT.`);
  const { id, sha, cardData, siblings } = info.data;
  const repository = {
    name: id ?? name,
    commit: sha,
    files: (siblings ?? [])
      .filter(({ rfilename }) => SAFE_PATH.test(rfilename))
      .map(({ rfilename, size, lfs }) => ({ path: rfilename, size: size ?? lfs?.size ?? null, sha256: lfs?.sha256 ?? null })),
  };
  const hasCard = repository.files.some((file) => file.path === CARD);
  return { ...repository, card: cardData ?? (hasCard ? await readCard(access, repository, signal) : {}) };
}

/** A mirror may serve the files without having read them. */
async function readCard(
  access: HubAccess,
  { name, commit }: { name: string; commit: string },
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const response = await requestHub(access, { path: resolvePath(name, commit, CARD), what: `${CARD} of ${name}`, signal });
  const [, head = ""] = HEAD.exec(await response.text()) ?? [];
  try {
    return z.record(z.string(), z.unknown()).parse(load(head) ?? {});
  } catch {
    return {};
  }
}

/** Path of a file's content at a commit. */
export function resolvePath(name: string, commit: string, file: string): string {
  return `/datasets/${name}/resolve/${commit}/${file.split("/").map(encodeURIComponent).join("/")}`;
}
