/** The least that a gateway can do: node:http in, undici out, bytes as they come. `node bench/programs/pass-through.ts UPSTREAM_URL` */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Pool, type Dispatcher } from "undici";

const KEEP_ALIVE_MS = 120_000;
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "host",
  "content-length",
  "expect",
  "upgrade",
  "te",
  "trailer",
]);
const pool = new Pool(process.argv[2] ?? "", { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS });

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  let upstream: Dispatcher.DispatchController | undefined;
  response.once("close", () => {
    if (!response.writableFinished) upstream?.abort(new Error("the client has left"));
  });
  pool.dispatch(
    { path: request.url ?? "/", method: "POST", headers: endToEnd(request.headers), body },
    {
      onRequestStart(controller) {
        upstream = controller;
      },
      onResponseStart(_controller, status, headers) {
        response.writeHead(status, endToEnd(headers as IncomingHttpHeaders));
      },
      onResponseData(controller, chunk) {
        if (response.write(chunk)) return;
        controller.pause();
        response.once("drain", () => controller.resume());
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError() {
        response.destroy();
      },
    },
  );
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.once("end", () => forward(request, response, Buffer.concat(parts)));
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, "127.0.0.1", 4096);
await once(server, "listening");
console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
