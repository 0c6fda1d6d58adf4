import fc from "fast-check";
import { expect, test } from "vitest";
import { messageOf } from "../lib/errors.ts";
import { WorkerFault, type ChosenWorker } from "../workers/index.ts";
import { Candidate } from "./candidate.ts";
import { isUseful } from "./clean-answer.ts";
import { pickAnswer, type Preference } from "./pick-answer.ts";
import { Race } from "./race.ts";

interface Arena {
  race: Race;
  candidates: Candidate[];
  /** What was handed on, and whose it was. */
  sent: { from: Candidate; chunk: string }[];
  commits: Candidate[];
  outcome: Promise<Candidate | string>;
  say(position: number, text: string): void;
  finish(position: number): void;
  fail(position: number, message?: string): void;
}

function arena(count: number, preference?: Preference): Arena {
  const candidates = Array.from({ length: count }, (_, uid) => new Candidate({ worker: { uid }, probability: 1 } as ChosenWorker));
  const sent: Arena["sent"] = [];
  const commits: Candidate[] = [];
  const race = new Race(candidates, {
    preference,
    onCommit: (candidate) => void commits.push(candidate),
    onChunk: (from, position) => void sent.push({ from, chunk: from.chunks[position] ?? "none" }),
  });
  const change = (position: number, how: (candidate: Candidate) => void) => {
    const candidate = candidates[position];
    if (candidate?.state !== "open") return;
    how(candidate);
    race.changed(candidate);
  };
  return {
    race,
    candidates,
    sent,
    commits,
    outcome: race.result.catch(messageOf),
    say: (position, text) => change(position, (one) => one.add(text, 0)),
    finish: (position) => change(position, (one) => one.finish()),
    fail: (position, message = "broken") =>
      change(position, (one) => {
        one.state = "failed";
        one.failure = new WorkerFault("server_error", message);
      }),
  };
}

test("the first useful worker is handed on as it speaks; a refusal and silence are passed over", async () => {
  const { say, finish, sent, commits, outcome, candidates } = arena(3);
  say(0, "I'm sorry, but ");
  say(1, " \n");
  say(0, "I can't help with that.");
  finish(0);
  expect(sent).toEqual([]);
  say(2, "Four");
  expect(sent.map(({ chunk }) => chunk)).toEqual(["Four"]);
  say(1, "Five");
  say(2, ".");
  finish(2);
  expect(sent.map(({ chunk }) => chunk)).toEqual(["Four", "."]);
  expect(commits).toEqual([candidates[2]]);
  expect(await outcome).toBe(candidates[2]);
});

test("when all others failed, whoever speaks is handed on; when all refuse, one refusal is the answer", async () => {
  const lonely = arena(2);
  lonely.say(0, "I cannot");
  lonely.fail(1);
  lonely.say(0, " assist you");
  lonely.finish(0);
  expect(await lonely.outcome).toBe(lonely.candidates[0]);

  const all = arena(2);
  all.say(0, "I cannot assist you.");
  all.finish(0);
  all.say(1, "Sorry, I can't help with this.");
  all.finish(1);
  expect(await all.outcome).toBe(all.candidates[1]);
});

test("a winner that breaks off ends in an error: two texts are never spliced", async () => {
  const { say, fail, finish, outcome, sent } = arena(2);
  say(0, "Once upon");
  fail(0, "http://10.0.0.1/v1 reset the connection.");
  say(1, "Another story");
  finish(1);
  expect(await outcome).toBe("The worker broke off in the middle of its answer: its endpoint reset the connection.");
  expect(sent.map(({ chunk }) => chunk)).toEqual(["Once upon"]);
});

test("at the deadline whole answers are used; without one it is told that time is up", async () => {
  const some = arena(3, "longest");
  some.say(0, "Short.");
  some.finish(0);
  some.say(1, "A much longer answer that is not whole yet");
  some.race.end("timeout", "The request timed out after 2 s");
  expect(await some.outcome).toBe(some.candidates[0]);
  expect(some.sent.map(({ chunk }) => chunk)).toEqual(["Short."]);

  const none = arena(2, "longest");
  none.fail(0, "It answered 500.");
  none.race.end("timeout", "The request timed out after 2 s");
  expect(await none.outcome).toBe("The request timed out after 2 s: It answered 500.");

  const cut = arena(1);
  cut.say(0, "Once upon a");
  cut.race.end("timeout", "The request timed out after 2 s");
  expect(await cut.outcome).toBe("The request timed out after 2 s; the answer is cut short.");
});

test("hurried, one whole answer is enough: one that is there, or the next that says something", async () => {
  const there = arena(3, "longest");
  there.say(0, "Four.");
  there.finish(0);
  there.race.hurry();
  expect(await there.outcome).toBe(there.candidates[0]);

  const next = arena(3, "longest");
  next.race.hurry();
  next.say(0, "I'm sorry, but I can't help with that.");
  next.finish(0);
  expect(next.commits).toEqual([]);
  next.say(2, "Four.");
  next.finish(2);
  expect(await next.outcome).toBe(next.candidates[2]);
});

const events = fc.array(
  fc.record({
    position: fc.nat(4),
    what: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("a", "Yes", " no", "", "I'm sorry, but I can't help", "I", "…") },
      { weight: 1, arbitrary: fc.constant({ end: "whole" as const }) },
      { weight: 1, arbitrary: fc.constant({ end: "failed" as const }) },
    ),
  }),
  { maxLength: 60 },
);

/** Everything that must not be, of what is. */
function breaches(
  { candidates, commits, sent }: Arena,
  winner: Candidate | string,
  preference: Exclude<Preference, "best" | "vote"> | undefined,
): string[] {
  const whole = candidates.filter(({ state }) => state === "whole");
  const [committed] = commits;
  const handedOn = committed?.chunks.slice(0, sent.length) ?? [];
  const best = preference ? pickAnswer(whole, preference)?.text : undefined;
  const rules: Record<string, boolean> = {
    "two were decided on": commits.length > 1,
    "chunks of two were handed on": sent.some(({ from }) => from !== committed),
    "chunks were left out, doubled or in disorder": sent.some(({ chunk }, position) => chunk !== handedOn[position]),
    "an error though there is a whole answer": typeof winner === "string" && (committed ? committed.state !== "failed" : whole.length > 0),
  };
  if (winner instanceof Candidate) {
    rules["another won than was decided on"] = winner !== committed;
    rules["the winner is not whole"] = winner.state !== "whole" || sent.length !== winner.chunks.length;
    rules["not the preferred"] = preference !== undefined && winner.text !== best;
    rules["a useless answer though there is a useful one"] = !isUseful(winner.text) && whole.some(({ text }) => isUseful(text));
  }
  return Object.keys(rules).filter((rule) => rules[rule]);
}

test("whatever comes in whatever order: one winner, handed on from its first to its last chunk, once; whole or an error", async () => {
  const preferences = fc.constantFrom<(Exclude<Preference, "best" | "vote"> | undefined)[]>(
    undefined,
    "longest",
    "shortest",
    "most_common",
  );
  await fc.assert(
    fc.asyncProperty(events, preferences, fc.integer({ min: 1, max: 5 }), async (script, preference, count) => {
      const one = arena(count, preference);
      for (const { position, what } of script) {
        if (typeof what === "string") one.say(position % count, what);
        else if (what.end === "whole") one.finish(position % count);
        else one.fail(position % count);
      }
      for (let position = 0; position < count; position++) one.finish(position);
      expect(breaches(one, await one.outcome, preference)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
