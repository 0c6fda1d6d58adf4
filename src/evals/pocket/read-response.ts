import { z } from "zod";
import { CODE } from "./codes.ts";
import { CHAT_PATH } from "./requests.ts";

const count = z.number().nullish();
const usage = z.looseObject({ prompt_tokens: count, total_tokens: count, completion_tokens: count });
const chatResponse = z.looseObject({
  id: z.string(),
  model: z.string(),
  choices: z.array(z.looseObject({ index: z.int(), message: z.looseObject({ role: z.string(), content: z.string().nullish() }) })),
  usage,
});
const completionResponse = z.looseObject({
  model: z.string(),
  choices: z.array(z.looseObject({ index: z.int(), text: z.string() })),
  usage,
});

/** The known system's sentence names its validator's class; programs may look for it. */
const WRONG_SHAPE = "Bad JSON <class 'pydantic._internal._model_construction.ModelMetaclass'> format";

export type ReadResponse = { text: string } | { code: number; error: string };

/** The text of choice 0 of a response's body, or why there is none. */
export function readResponse(body: string, path: string): ReadResponse {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { code: CODE.supplier, error: `Bad JSON data format (response): ${body}` };
  }
  if (path === CHAT_PATH) {
    const { data } = chatResponse.safeParse(json);
    if (!data) return { code: CODE.evaluation, error: WRONG_SHAPE };
    return textOf(data.choices.find(({ index }) => index === 0)?.message.content);
  }
  const { data } = completionResponse.safeParse(json);
  if (!data) return { code: CODE.evaluation, error: WRONG_SHAPE };
  return textOf(data.choices.find(({ index }) => index === 0)?.text);
}

function textOf(text: string | null | undefined): ReadResponse {
  return typeof text === "string"
    ? { text }
    : { code: CODE.evaluation, error: "The response has no text: its choice 0 is missing or null." };
}
