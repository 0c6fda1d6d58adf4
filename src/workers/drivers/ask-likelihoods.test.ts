import { expect, test } from "vitest";
import { likelihoodOf, playLanguageModel } from "../../../test/support/language-model.ts";
import { fail, startUpstream, type Play } from "../../../test/support/upstream.ts";
import type { LikelihoodRequest } from "../driver.ts";
import { openOpenaiDriver } from "./openai.ts";

const CONTEXT = "Question: Which gas do plants absorb for photosynthesis?\nAnswer:";
const CHOICES = [" oxygen", " carbon dioxide", " 二氧化碳 👩‍🔬", " helium"];
const REQUEST: LikelihoodRequest = { groups: [{ context: CONTEXT, continuations: CHOICES }] };
const WANTED = CHOICES.map((choice) => likelihoodOf(CONTEXT, choice));

async function open(play: Play, more: { textStart?: string } = {}) {
  const upstream = await startUpstream(play);
  const driver = openOpenaiDriver({
    spec: {
      kind: "openai",
      name: "model",
      roles: [],
      endpoints: ["chat"],
      maxConcurrency: 2,
      timeoutMs: 5000,
      inputPrice: 0,
      outputPrice: 0,
      baseUrl: upstream.baseUrl,
      model: "m",
      ...more,
    },
    apiKey: null,
    allowPrivateEndpoints: true,
  });
  return {
    upstream,
    driver,
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

function expectLikelihoods(found: readonly { logprob: number; isGreedy: boolean }[], wanted: typeof WANTED): void {
  expect(found.map(({ isGreedy }) => isGreedy)).toEqual(wanted.map(({ isGreedy }) => isGreedy));
  for (const [at, { logprob }] of wanted.entries()) expect(found[at]?.logprob).toBeCloseTo(logprob, 9);
}

test.each(["echo", "prompt_logprobs"] as const)("%s: one call a continuation, after one that finds the form out", async (form) => {
  await using model = await open(playLanguageModel({ form }));
  const answer = await model.driver.likelihoods(REQUEST, {});
  expectLikelihoods(answer.likelihoods, WANTED);
  const probes = form === "echo" ? 1 : 2;
  expect(answer.calls).toBe(probes + 4);
  expect(answer.usage?.completionTokens).toBe(probes + 4);
  expect(model.upstream.requests).toHaveLength(probes + 4);
  await model.driver.likelihoods(REQUEST, {});
  expect(model.upstream.requests).toHaveLength(probes + 8);
  expect(model.upstream.requests.at(-1)?.body).toMatchObject({ model: "m", prompt: CONTEXT + CHOICES[3], max_tokens: 1, temperature: 0 });
});

test("where the tokens' texts do not show the border, the context's own number of tokens is asked for, once", async () => {
  await using model = await open(playLanguageModel({ form: "echo", beginning: "<s>", hidesSpaces: true }));
  const { likelihoods, calls } = await model.driver.likelihoods(REQUEST, {});
  expectLikelihoods(
    likelihoods,
    CHOICES.map((choice) => likelihoodOf(CONTEXT, choice, "<s>")),
  );
  expect(calls).toBe(1 + 5);
});

test("spaces at the end of a context belong to the continuation", async () => {
  await using model = await open(playLanguageModel({ form: "echo" }));
  expect(likelihoodOf(`${CONTEXT} `, "oxygen")).not.toEqual(WANTED[0]);
  const { likelihoods } = await model.driver.likelihoods({ groups: [{ context: `${CONTEXT} `, continuations: ["oxygen"] }] }, {});
  expectLikelihoods(likelihoods, WANTED.slice(0, 1));
});

test("a text without context: its first token counts where the model begins texts, by itself or by what the worker names", async () => {
  const whole: LikelihoodRequest = { groups: [{ context: "", continuations: ["The rain in Spain stays in the plain."] }] };
  const wanted = [likelihoodOf("", "The rain in Spain stays in the plain.", "<s>")];
  await using beginning = await open(playLanguageModel({ form: "echo", beginning: "<s>" }));
  expectLikelihoods((await beginning.driver.likelihoods(whole, {})).likelihoods, wanted);

  await using none = await open(playLanguageModel({ form: "echo" }));
  await expect(none.driver.likelihoods(whole, {})).rejects.toMatchObject({
    fault: "unsupported",
    message: expect.stringMatching(/textStart/),
  });

  await using named = await open(playLanguageModel({ form: "echo" }), { textStart: "<s>" });
  const [likelihood] = (await named.driver.likelihoods(whole, {})).likelihoods;
  expect(likelihood?.logprob).toBeLessThan(0);
});

test("an endpoint for chats alone cannot: it is asked twice, and not again by the next document", async () => {
  await using chat = await open(fail(404));
  for (let document = 0; document < 3; document++) {
    await expect(chat.driver.likelihoods(REQUEST, {})).rejects.toMatchObject({
      fault: "unsupported",
      message: expect.stringMatching(
        /^The worker model cannot give log-probabilities of a prompt: .*echo it refused \(404\); prompt_logprobs it refused/,
      ),
    });
  }
  expect(chat.upstream.requests).toHaveLength(2);

  await using deaf = await open(playLanguageModel({ form: "none" }));
  await expect(deaf.driver.likelihoods(REQUEST, {})).rejects.toMatchObject({ fault: "unsupported" });
});

test("a failure that may pass decides nothing: the next document asks again", async () => {
  const model = playLanguageModel({ form: "echo" });
  await using flaky = await open((request, response, control) =>
    control.number === 1 ? fail(503)(request, response, control) : model(request, response, control),
  );
  await expect(flaky.driver.likelihoods(REQUEST, {})).rejects.toMatchObject({ fault: "server_error" });
  expectLikelihoods((await flaky.driver.likelihoods(REQUEST, {})).likelihoods, WANTED);
});
