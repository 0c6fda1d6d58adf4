/**
 * What a trustworthy gateway passes, item by item, each with the test that holds it. The table is checked: a test that is renamed or removed
 * without a successor fails here.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const LLM = "src/llm";
const TRUST = "test/flows/openai-trust.test.ts";
const CLIENT = "test/flows/openai-client.test.ts";
const FAULTS = "test/flows/failover-faults.test.ts";
const CHAT_FAULTS = "test/flows/gateway-chat-faults.test.ts";
const CHAT_RACE = "test/flows/gateway-chat-race.test.ts";
const POOL_FAULTS = "src/workers/worker-pool-faults.test.ts";

const ITEMS: readonly [item: string, file: string, title: string][] = [
  // Framing
  ["events split at any byte, UTF-8 inside a code point", `${LLM}/sse-parser.test.ts`, "split at every byte it is the same"],
  ["several events in one read, whole lines or not", `${LLM}/stream-completion.test.ts`, "are the same events"],
  [
    "CRLF, CR, byte order mark, comments and keep-alives, several data lines",
    `${LLM}/sse-parser.test.ts`,
    "reads LF, CRLF and CR, comments",
  ],
  ["an event of 1 MB", `${LLM}/stream-completion.test.ts`, "an event of a megabyte comes whole"],
  ["unknown fields and parameters, untouched", "src/workers/drivers/openai.test.ts", "passes the caller's parameters on untouched"],
  ["tool calls", TRUST, "gets tool calls whole, in pieces and by its streaming helper, untouched"],
  ["n > 1", TRUST, "gets the usage of a stream only where it asked for it, and all of n choices"],
  ["whole answers byte for byte", "test/flows/openai-endpoints.test.ts", "a whole answer comes back byte for byte"],
  // Ends
  ["[DONE] missing", FAULTS, "S11: a stream without [DONE]"],
  ["bytes after [DONE]", `${LLM}/stream-completion.test.ts`, "[DONE] is the end, though the connection stays open and more comes"],
  ["usage last, choices empty", "src/workers/drivers/openai.test.ts", "a usage event are all in order"],
  [
    "the end without a finish reason",
    CLIENT,
    "a stream that breaks after its first token is an error for the client, never a short answer",
  ],
  [
    "a choice of n that never ended",
    "test/flows/openai-endpoints.test.ts",
    "a stream for two prompts, twice each, is whole when all four have ended",
  ],
  ["reset before the head", FAULTS, "S05: a reset before the head is rescued"],
  ["reset before the first token", CHAT_FAULTS, "%s before the first token"],
  ["reset in the middle", FAULTS, "S08: a stream cut after 40 of 60 tokens"],
  ["a broken frame", FAULTS, "S10: a chunk that is broken JSON"],
  ["an error object before the first token", CHAT_FAULTS, "an error event"],
  [
    "an error object in the middle",
    "test/flows/gateway-chat-race.test.ts",
    "a worker that breaks in the middle is a StreamError behind what it said",
  ],
  ["HTML, wrong type, empty, a 200 with an error", CHAT_FAULTS, "an error in a 200"],
  [
    "the rest of an answer only by who says the same",
    "src/gateway/continue-stream.test.ts",
    "what the caller has in the end is the sibling's own answer",
  ],
  // Time
  ["silent connect, head and then silence", CHAT_FAULTS, "a head and then nothing"],
  ["a stall", FAULTS, "S09: a stream that stalls after 40 tokens"],
  ["a byte a minute", "src/llm/endpoint.test.ts", "silence after the first byte has a limit too"],
  [
    "heartbeats between events only, after 200, none on fast streams",
    "src/api/event-stream.test.ts",
    "a silent stream of events gets comments between them",
  ],
  ["the deadline is for the whole", CHAT_RACE, "at the deadline"],
  ["a slow first token is hedged", "test/flows/openai-hedging.test.ts", "a second worker is asked beside one that sends %s"],
  // Leaving
  [
    "left before the first byte and in the middle",
    CLIENT,
    "a client that leaves frees the upstream, whole and streamed, and the worker is not blamed",
  ],
  ["left with k workers asked", CHAT_RACE, "a caller who leaves frees every worker, before the first token and behind it"],
  ["left with a hedge out", "test/flows/openai-hedging.test.ts", "a caller who leaves while two are asked leaves both"],
  ["left while queued", TRUST, "while the worker's slot is taken, is never asked for"],
  ["left while connecting", TRUST, "while the connection is being made, is never asked for, and nobody is blamed"],
  [
    "losers are closed when the winner begins",
    "src/gateway/fall-over.test.ts",
    "the first of two that begins is the one; the other is dropped",
  ],
  ["in flight and queued are 0 after any mixture of faults", POOL_FAULTS, "inFlight"],
  ["the same over HTTP", CHAT_FAULTS, "nobody stays asked"],
  // Flow
  [
    "a stalled reader: bounded memory, then everything",
    CLIENT,
    "a reader that does not read holds the upstream back, and gets everything when it does",
  ],
  ["kept connections serve many requests", "src/llm/endpoint.test.ts", "one connection serves many calls"],
  ["a kept connection closed under a request", TRUST, "a kept connection that the worker closes under a request costs its caller nothing"],
  ["a prompt of 10 MB", TRUST, "a prompt of 10 MB is too long for %s"],
  ["an answer without an end", "src/llm/endpoint.test.ts", "an answer without an end is given up at its limit"],
  // Status
  ["429 with seconds and with a date", "src/llm/retry.test.ts", "Retry-After"],
  [
    "429 from everybody: the smallest wait; all circuits open: 503 of its own code",
    FAULTS,
    "S02: 429 from everybody is one 429 with the smallest wait",
  ],
  ["200 only with the first token; no buffering, no packing", TRUST, "a stream is 200 only from its first token on"],
  ["x-should-retry", TRUST, "does not repeat what we have tried already"],
  ["the caller's own fault goes to nobody else", FAULTS, "S12: a prompt that is too long"],
  // Accounts
  [
    "tokens, outcomes and attempts, once each",
    FAULTS,
    "S16: who answered, who failed, the tokens and the attempts are recorded, once each",
  ],
  // Safety
  [
    "private addresses need a setting",
    "test/flows/private-endpoints.test.ts",
    "a server that may not ask private addresses refuses such workers",
  ],
  ["every notation of a private address", "src/llm/private-address.test.ts", "http://0x7f.1/v1"],
  [
    "names are looked at when they connect",
    "src/llm/private-address.test.ts",
    "a name that leads to a private address is refused at the connection",
  ],
  ["redirects are not followed", TRUST, "a redirect is not followed: what it leads to is never asked"],
  ["headers cannot be injected by names", TRUST, "no name of a worker or a model reaches a header that it could break"],
  ["keys in no sentence", "src/llm/endpoint.test.ts", "a key that the endpoint echoes does not reach the sentence"],
  // Measured, not tested: time depends on the machine
  ["1,000 streams at once, no added delay, CPU a request", "bench/README.md", "stream"],
  ["every abort within 100 ms", "scripts/measure-aborts.ts", "percentile"],
];

test.each(ITEMS)("%s", (_item, file, title) => {
  expect(readFileSync(resolve(ROOT, file), "utf8")).toContain(title);
});
