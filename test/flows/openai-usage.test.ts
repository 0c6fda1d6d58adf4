import { afterAll, beforeAll, expect, test } from "vitest";
import { post } from "../support/chat-stream.ts";
import { openNetwork } from "../support/network.ts";
import { events } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, type Play } from "../support/upstream.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const USAGE = JSON.stringify({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } });
const MESSAGES = [{ role: "user", content: "?" }];

/** Tells the usage where it is asked to, as OpenAI does. */
const play: Play = (request, response, control) => {
  const isAsked = (request.body["stream_options"] as { include_usage?: boolean } | undefined)?.include_usage === true;
  return events(chunk("hi"), chunk("", "stop"), ...(isAsked ? [USAGE] : []), "[DONE]")(request, response, control);
};
const ask = async (name: string | undefined, more: object = {}) => {
  const response = await post(server, "/v1/chat/completions", { model: name, messages: MESSAGES, stream: true, ...more });
  return response.text();
};
const tokensOf = (name: string | undefined) =>
  server.app.db.query("select prompt_tokens, completion_tokens from gateway_request where asked->0->>'name' = $1 order by id", [name]);

test("a worker with a price is asked what a stream used; the caller reads of it only where it asked itself", async () => {
  await using network = await openNetwork(server, [play], { inputPrice: 1_000_000, outputPrice: 2_000_000 });
  const [name] = network.names;
  expect(await ask(name)).not.toContain("usage");
  expect(await ask(name, { stream_options: { include_usage: true } })).toContain('"prompt_tokens":11');
  const bodies = network.upstreams[0]?.requests.map(({ body }) => body["stream_options"]);
  expect(bodies).toEqual([{ include_usage: true }, { include_usage: true }]);
  const used = { prompt_tokens: 11, completion_tokens: 7 };
  await expect.poll(() => tokensOf(name), { timeout: 10_000 }).toEqual([used, used]);
});

test("what the caller says about it holds, and a worker without a price gets the request as it is", async () => {
  await using priced = await openNetwork(server, [play], { inputPrice: 1 });
  await ask(priced.names[0], { stream_options: { include_usage: false } });
  expect(priced.upstreams[0]?.requests[0]?.body["stream_options"]).toEqual({ include_usage: false });
  await using free = await openNetwork(server, [play]);
  await ask(free.names[0]);
  expect(free.upstreams[0]?.requests[0]?.body).toEqual({ model: "m", messages: MESSAGES, stream: true });
});
