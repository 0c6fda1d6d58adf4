import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A network in the middle that can fail; `await using`. */
export interface CuttableNetwork extends AsyncDisposable {
  /** The server's address through it. */
  url: string;
  /** Connections that are open now. */
  readonly connections: number;
  /** Resets every connection; new ones may be made. */
  cut(): void;
  /** Carries nothing any more, in silence, on the connections that are open. */
  freeze(): void;
}

/** Forwards TCP connections to the server. */
export async function startCuttableNetwork(serverUrl: string): Promise<CuttableNetwork> {
  const { hostname, port } = new URL(serverUrl);
  const pairs = new Set<[Socket, Socket]>();
  const network = createServer((near) => {
    const far = connect(Number(port), hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on("error", () => {});
      socket.once("close", () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(network, "listening");
  const cut = () => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    url: `http://127.0.0.1:${(network.address() as AddressInfo).port}`,
    get connections() {
      return pairs.size;
    },
    cut,
    freeze() {
      for (const [near, far] of pairs) {
        near.unpipe();
        far.unpipe();
        near.pause();
        far.pause();
      }
    },
    async [Symbol.asyncDispose]() {
      cut();
      network.close();
      await once(network, "close");
    },
  };
}
