import { createHash } from "node:crypto";
import type { Play } from "./upstream.ts";

interface ModelOptions {
  /** How it tells of a prompt's log-probabilities; "none": it ignores what asks for them. */
  form: "echo" | "prompt_logprobs" | "none";
  /** Put before each prompt. */
  beginning?: string;
  /** Writes the spaces before words as part of no token's text, as some tokenizers do. */
  hidesSpaces?: boolean;
}

interface Token {
  text: string;
  logprob: number;
  isGreedy: boolean;
}

/** The tokens of a text: words with the space before them, longer ones cut into pieces. */
export function tokensOf(text: string): string[] {
  return (text.match(/\s*\S+|\s+$/g) ?? []).flatMap((word) => word.match(/.{1,6}/gsu) ?? []);
}

/** What the model says of a token after a text: always the same. */
function judge(before: string, text: string): Token {
  const hash = createHash("sha256").update(`${before}|${text}`).digest();
  return { text, logprob: -(hash.readUInt16LE(0) + 1) / 4096, isGreedy: hash.readUInt8(2) < 128 };
}

/** The log-likelihood that the model gives a continuation, as lm-evaluation-harness's API models work it out. */
export function likelihoodOf(context: string, continuation: string, beginning = ""): { logprob: number; isGreedy: boolean } {
  const before = tokensOf(context).length;
  const all = scored(context + continuation, beginning).slice(before);
  return { logprob: all.reduce((sum, { logprob }) => sum + logprob, 0), isGreedy: all.every(({ isGreedy }) => isGreedy) };
}

function scored(prompt: string, beginning: string): Token[] {
  let before = beginning;
  return tokensOf(prompt).map((text) => {
    const token = judge(before, text);
    before += text;
    return token;
  });
}

/** A completions endpoint whose model's log-probabilities are a pure function of the text; it writes " .". */
export function playLanguageModel({ form, beginning = "", hidesSpaces = false }: ModelOptions): Play {
  return (request, response) => {
    const prompt = String(request.body["prompt"]);
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (request.path !== "/v1/completions") return send(404, { error: { message: "Not Found" } });
    const start = beginning === "" ? [] : [{ text: beginning, logprob: null, isGreedy: false }];
    const tokens: { text: string; logprob: number | null; isGreedy: boolean }[] = [...start, ...scored(prompt, beginning)];
    // Nothing is before the first.
    if (tokens[0]) tokens[0].logprob = null;
    const shown = (text: string) => (hidesSpaces ? text.replaceAll(" ", "") : text);
    const usage = { prompt_tokens: tokens.length, completion_tokens: 1 };
    if (form === "echo" && request.body["echo"] === true) {
      const all = [...tokens, { text: " .", logprob: -0.5, isGreedy: true }];
      const logprobs = {
        tokens: all.map(({ text }) => shown(text)),
        token_logprobs: all.map(({ logprob }) => logprob),
        top_logprobs: all.map(({ text, logprob, isGreedy }) =>
          logprob === null ? null : isGreedy ? { [text]: logprob } : { other: -1e-5 },
        ),
      };
      return send(200, { choices: [{ index: 0, text: `${prompt} .`, logprobs, finish_reason: "length" }], usage });
    }
    const promptLogprobs = tokens.map(({ text, logprob, isGreedy }) => {
      if (logprob === null) return null;
      const own = { logprob, rank: isGreedy ? 1 : 7, decoded_token: shown(text) };
      return isGreedy ? { 500: own } : { 500: own, 20: { logprob: -1e-5, rank: 1, decoded_token: "other" } };
    });
    const wants = form === "prompt_logprobs" && request.body["prompt_logprobs"] === 1;
    send(200, {
      choices: [{ index: 0, text: " .", logprobs: null, finish_reason: "length", ...(wants && { prompt_logprobs: promptLogprobs }) }],
      usage,
    });
  };
}
