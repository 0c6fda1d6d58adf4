import type { Server } from "node:http";
import type { Socket } from "node:net";

/** The connections of one server. */
export interface Connections {
  /** Closes those without a request at once, and each other one when its request has been answered. */
  closeUnused(): void;
}

/**
 * Knows which connections have no request under way, so that a stopping server need not wait for them. Node's own
 * `closeIdleConnections` passes over connections on which no request has come yet, and clients like to open some ahead.
 */
export function trackConnections(server: Server): Connections {
  const requests = new Map<Socket, number>();
  let isClosing = false;
  server.on("connection", (socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    requests.set(socket, 0);
    socket.once("close", () => requests.delete(socket));
  });
  // A WebSocket's owner closes it.
  server.on("upgrade", (_request, socket) => requests.delete(socket as Socket));
  server.on("request", ({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (requests.get(socket) ?? 1) - 1;
      if (requests.has(socket)) requests.set(socket, left);
      if (isClosing && left === 0) socket.end();
    });
  });
  return {
    closeUnused() {
      isClosing = true;
      for (const [socket, underWay] of requests) if (underWay === 0) socket.destroy();
    },
  };
}
