const WORD = /[\p{L}\p{N}]/u;
const UNABLE = String.raw`(?:can['’]?t|cannot|can not|could not|couldn['’]?t|won['’]?t|will not|am (?:not able|unable)|['’]?m (?:not able|unable)|must decline|do not|don['’]?t)`;

/** How answers begin that refuse to answer. Only the beginning counts: a text may well quote such a sentence. */
const REFUSALS = [
  String.raw`(?:i['’]?m|i am) (?:very |so |really |truly )?sorry[,.]? (?:but )?(?:as an ai\b|i ?${UNABLE})`,
  String.raw`(?:sorry|my apologies|i apologi[sz]e|unfortunately)[,.]? (?:but )?(?:as an ai\b|i ?${UNABLE})`,
  String.raw`i ?${UNABLE} (?:to )?(?:help|assist|answer|comply|provide|fulfil|do that|continue|engage)`,
  String.raw`as an ai(?: language)?(?: model| assistant)?,? i ?${UNABLE}`,
].map((pattern) => new RegExp(String.raw`^[^\p{L}\p{N}]*${pattern}`, "iu"));

/** Whether an answer says something: it has a word and does not refuse. Useless ones are set aside while another remains. */
export function isUseful(text: string): boolean {
  return WORD.test(text) && !REFUSALS.some((refusal) => refusal.test(text));
}
