import { expect } from "vitest";
import type { TestServer } from "./server.ts";
import { startUpstream, type Play, type Upstream } from "./upstream.ts";

let registered = 0;

/** Workers of one test on a server that tests share, each with a real upstream. */
export interface Network extends AsyncDisposable {
  /** In the order of the plays. */
  uids: number[];
  names: string[];
  upstreams: Upstream[];
  /** Resolves when nobody is being asked any more, here and at the upstreams. */
  calm(): Promise<void>;
}

/** Registers a worker for each play; disposing removes them. @param more fields of each worker's spec */
export async function openNetwork(server: TestServer, plays: readonly Play[], more: Record<string, unknown> = {}): Promise<Network> {
  await using opening = new AsyncDisposableStack();
  const upstreams: Upstream[] = [];
  const uids: number[] = [];
  const names: string[] = [];
  for (const play of plays) {
    const upstream = opening.use(await startUpstream(play));
    const name = `worker-${++registered}`;
    const body = { name, kind: "openai", baseUrl: upstream.baseUrl, model: "m", ...more };
    const answer = await server.call<{ uid: number }>("POST", "/assay/v1/workers", { body });
    expect(answer).toMatchObject({ status: 201 });
    opening.defer(async () => void (await server.call("DELETE", `/assay/v1/workers/${name}`)));
    upstreams.push(upstream);
    uids.push(answer.body.uid);
    names.push(name);
  }
  const parts = opening.move();
  const busy = () =>
    upstreams.reduce((sum, { inFlight }) => sum + inFlight, 0) +
    server.app.workers
      .list()
      .filter(({ uid }) => uids.includes(uid))
      .reduce((sum, { inFlight, queued }) => sum + inFlight + queued, 0);
  return {
    uids,
    names,
    upstreams,
    async calm() {
      await expect.poll(busy).toBe(0);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
