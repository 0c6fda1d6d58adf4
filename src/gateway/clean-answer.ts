const WORD = /[\p{L}\p{N}]/u;

/** How answers begin that refuse to answer. Only the beginning counts: a text may well quote such a sentence. */
const REFUSALS = [
  /^\W*(?:i['’]?m|i am) (?:very |so |really )?sorry,? (?:but )?(?:i |as an )/i,
  /^\W*(?:sorry,? (?:but )?)?i (?:can['’]?t|cannot|can not|am unable to|['’]?m unable to|won['’]?t) (?:help|assist|answer|comply|provide|fulfil|do that|continue)/i,
  /^\W*as an ai(?: language)? model,? i (?:can['’]?t|cannot|am unable|do not|don['’]?t)/i,
];

/** Whether an answer says something: it has a word and does not refuse. Useless ones are set aside while another remains. */
export function isUseful(text: string): boolean {
  return WORD.test(text) && !REFUSALS.some((refusal) => refusal.test(text));
}
