import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { App } from "../../../app.ts";
import { AssayError, messageOf } from "../../../lib/errors.ts";
import { adaptConcurrency, joinQuerySchema, MAX_FRAME_BYTES, registerPullWorker } from "../../../workers/index.ts";
import type { ApiServer } from "../../server-types.ts";

const PATH = "/assay/v1/workers/connect";
const SWITCHING_PROTOCOLS = 101;

/** A connection that wishes to leave HTTP. */
interface Upgrade {
  socket: Duplex;
  head: Buffer;
}

/** Whether a request may leave HTTP; any other wish to is passed over, as RFC 9110, section 7.8 allows (some clients wish for h2c). */
export function isWorkerConnecting({ url = "", headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket" && url.split("?", 1)[0] === PATH;
}

/** `GET /assay/v1/workers/connect`: where processes join as workers of kind `pull`. Refusals are HTTP, as on any other route. */
export function connectRoutes(server: ApiServer, app: App): void {
  const { db, pull, workers, log } = app;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const upgrades = takeUpgrades(server);
  server.addHook("preClose", async () => pull.drain());
  let adapting = Promise.resolve();
  server.addHook("onClose", () => adapting);

  const adapt = async (uid: number) => {
    const { capacity } = pull.line(uid);
    // Gone again meanwhile: what it took last is the best guess for when it comes back.
    if (capacity > 0 && (await adaptConcurrency(db, uid, capacity))) await workers.reload();
  };

  server.get(
    PATH,
    { config: { scope: "worker" }, schema: { summary: "Join as a worker, over a WebSocket", querystring: joinQuerySchema } },
    async ({ raw, query, caller, ip }, reply) => {
      const upgrade = upgrades.get(raw);
      if (!upgrade) throw new AssayError("invalid_input", "Processes join here over a WebSocket: `assay worker join` does it.");
      const { name, model, endpoints, maxConcurrency, instance } = query;
      const { uid, hasChanged } = await registerPullWorker(db, {
        name,
        holder: caller?.name ?? "anybody",
        model,
        endpoints,
        maxConcurrency,
      });
      if (hasChanged) await workers.reload();
      reply.hijack();
      upgrades.delete(raw);
      leaveHttp(reply.raw, upgrade.socket);
      sockets.handleUpgrade(raw, upgrade.socket, upgrade.head, (socket) => {
        // An IPv4 address that came over an IPv6 socket is the same address.
        pull.accept(socket, { uid, name, maxConcurrency, instance, address: ip.replace(/^::ffff:/, "") });
        // One after the other, so that the last count of places is the one that stays.
        adapting = adapting
          .then(() => adapt(uid))
          .catch((error: unknown) => log.warn({ worker: name, reason: messageOf(error) }, "the worker's places could not be stored"));
      });
    },
  );
}

/** Sends upgrades through the routes like other requests, keys, limits and all; an answer over HTTP is a refusal and ends the connection. */
function takeUpgrades(server: ApiServer): WeakMap<IncomingMessage, Upgrade> {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  server.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.once("finish", () => void (upgrades.has(request) && socket.end()));
    socket.once("error", () => socket.destroy());
    upgrades.set(request, { socket, head });
    server.routing(request, response);
  });
  return upgrades;
}

/** From here on the connection is no request: it is counted as answered, with the status that the upgrade sends. */
function leaveHttp(response: ServerResponse, socket: Duplex): void {
  response.detachSocket(socket as Socket);
  response.statusCode = SWITCHING_PROTOCOLS;
  response.end();
  response.emit("close");
}
