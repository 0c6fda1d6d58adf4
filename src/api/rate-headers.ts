import type { FastifyReply } from "fastify";
import type { RateLimit } from "../lib/rate-limit.ts";
import type { Caller } from "./scope.ts";

/** Buckets of requests and of tokens a minute, by the key's name. */
export interface Rates {
  requests: RateLimit;
  tokens: RateLimit;
}

const MS_PER_SECOND = 1000;

/** Tells a limited caller its limits under the names that OpenAI gives them; a reset is the time until the bucket is full. */
export function tellLimits(caller: Caller, rates: Rates, reply: FastifyReply): void {
  const tokensPerMinute = caller.limits?.tokensPerMinute ?? null;
  if (caller.requestsPerMinute !== null)
    tell(reply, "requests", caller.requestsPerMinute, rates.requests.level(caller.name, caller.requestsPerMinute));
  if (tokensPerMinute !== null) tell(reply, "tokens", tokensPerMinute, rates.tokens.level(caller.name, tokensPerMinute));
}

function tell(reply: FastifyReply, what: keyof Rates, perMinute: number, { left, fullInMs }: ReturnType<RateLimit["level"]>): void {
  void reply.headers({
    [`x-ratelimit-limit-${what}`]: String(perMinute),
    [`x-ratelimit-remaining-${what}`]: String(left),
    [`x-ratelimit-reset-${what}`]: `${(fullInMs / MS_PER_SECOND).toFixed(3)}s`,
  });
}
