import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A repository as the mirror serves it; change it while it runs to play a push, a new etag or a fault. */
export interface MirroredRepository {
  commit: string;
  files: Record<string, Uint8Array>;
  /** The README's YAML head as the API gives it. Without one the README itself has to be read. */
  card?: Record<string, unknown>;
  /** Branches and tags beside `main` and the commit itself, with what lies there. */
  branches?: Record<string, Omit<MirroredRepository, "branches">>;
  /** Bearer token that must be sent. */
  token?: string;
  /** The name that the hub has for it now. */
  movedTo?: string;
}

/** Plays one request of a file's content, by its number (from 1) for that path; false: the mirror answers as usual. */
export type ContentFault = (request: { path: string; number: number; response: ServerResponse; content: Uint8Array }) => boolean;

export interface HubMirror extends AsyncDisposable {
  endpoint: string;
  repositories: Record<string, MirroredRepository>;
  fault: ContentFault;
  /** Requests in order: method, path, range and whether a token came along; the storage's as `cdn …`. */
  log: { line: string; range: string | undefined; ifRange: string | undefined; hasToken: boolean }[];
}

/**
 * A real HTTP server with the hub's URLs: `/api/datasets/NAME/revision/REV`, `/datasets/NAME/resolve/REV/FILE`, which
 * redirects to a storage of another origin that knows ranges, etags and If-Range.
 */
export async function startHubMirror(repositories: Record<string, MirroredRepository>): Promise<HubMirror> {
  const numbers = new Map<string, number>();
  const mirror = { repositories, fault: () => false, log: [] } as Pick<HubMirror, "repositories" | "fault" | "log">;
  const note = (line: string, { headers }: IncomingMessage): number =>
    mirror.log.push({
      line,
      range: headers.range,
      ifRange: headers["if-range"]?.toString(),
      hasToken: headers.authorization !== undefined,
    });

  const storage = createServer((request, response) => {
    note(`cdn ${request.url}`, request);
    const [, name = "", commit = "", path = ""] = /^\/([^/]+)\/([^/]+)\/(.+)$/.exec(request.url ?? "") ?? [];
    const content = find(mirror.repositories, decodeURIComponent(name), commit)?.files[decodeURIComponent(path)];
    if (!content) return void response.writeHead(404).end();
    const number = (numbers.get(path) ?? 0) + 1;
    numbers.set(path, number);
    if (mirror.fault({ path: decodeURIComponent(path), number, response, content })) return;
    sendContent(request, response, content);
  });
  await listen(storage);

  const hub = createServer((request, response) => {
    note(request.url ?? "", request);
    const url = new URL(request.url ?? "", "http://mirror");
    const api = /^\/api\/datasets\/(.+)\/revision\/([^/]+)$/.exec(url.pathname);
    const file = /^\/datasets\/(.+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
    const [, name = "", revision = "", path = ""] = (api ?? file ?? []).map(decodeURIComponent);
    const top = mirror.repositories[name];
    if (top?.movedTo !== undefined) {
      const location = url.pathname.replace(name, top.movedTo) + url.search;
      return void response.writeHead(307, { location }).end();
    }
    if (!top || (top.token !== undefined && request.headers.authorization !== `Bearer ${top.token}`)) {
      return void response.writeHead(401, { "x-error-message": "Repository not found" }).end("Unauthorized");
    }
    const found = find(mirror.repositories, name, revision);
    if (!found) return void response.writeHead(404, { "x-error-message": `Invalid rev id: ${revision}` }).end();
    if (api) return sendInfo(response, name, found);
    if (!found.files[path]) return void response.writeHead(404, { "x-error-message": "Entry not found" }).end();
    const location = `${addressOf(storage)}/${encodeURIComponent(name)}/${found.commit}/${path.split("/").map(encodeURIComponent).join("/")}`;
    return void response.writeHead(302, { location }).end();
  });
  await listen(hub);
  return Object.assign(mirror, {
    endpoint: addressOf(hub),
    async [Symbol.asyncDispose]() {
      for (const server of [hub, storage]) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  });
}

/** The etag of a content, as the storage gives it. */
export function etagOf(content: Uint8Array): string {
  return `"${createHash("sha256").update(content).digest("hex").slice(0, 32)}"`;
}

function sendContent(request: IncomingMessage, response: ServerResponse, content: Uint8Array): void {
  const etag = etagOf(content);
  const { range, "if-range": ifRange } = request.headers;
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? Number.NaN);
  const isPart = !Number.isNaN(start) && (ifRange === undefined || ifRange === etag) && start < content.length;
  const body = isPart ? content.subarray(start) : content;
  response.writeHead(isPart ? 206 : 200, {
    etag,
    "content-length": body.length,
    ...(isPart && { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` }),
  });
  response.end(body);
}

function sendInfo(response: ServerResponse, name: string, { commit, files, card }: MirroredRepository): void {
  const siblings = Object.entries(files).map(([rfilename, content]) => ({
    rfilename,
    size: content.length,
    ...(rfilename.endsWith(".parquet") && { lfs: { sha256: createHash("sha256").update(content).digest("hex"), size: content.length } }),
  }));
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: name, sha: commit, siblings, ...(card && { cardData: card }) }));
}

function find(repositories: HubMirror["repositories"], name: string, revision: string): MirroredRepository | undefined {
  const top = repositories[name];
  if (!top || revision === "main" || revision === top.commit) return top;
  return top.branches?.[revision] ?? Object.values(top.branches ?? {}).find((branch) => branch.commit === revision);
}

async function listen(server: ReturnType<typeof createServer>): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

function addressOf(server: ReturnType<typeof createServer>): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
