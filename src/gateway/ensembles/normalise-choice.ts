const IN_PARENTHESES = /^[([]([A-Za-z])[)\]]/;
const ALONE = /^([A-J])(?:$|[.):,;](?:\s|$))/;
/** "B because …". Not A and I, which are words, nor "E = …". */
const BEFORE_WORDS = /^([B-HJ])\s+(?!=)\p{L}/u;
const SEVERAL = /^[([]?[A-J][)\]]?(?:(?:\s?[,&]\s?|,? and )[([]?[A-J][)\]]?)+(?=$|[\s.])/;

/**
 * The letter of a choice: "(B)", "B.", "b) no" is not one, "B because of …" is "B"; several letters in order: "A,C".
 * @returns undefined where the phrase begins with no letter of a choice
 */
export function normaliseChoice(phrase: string): string | undefined {
  const several = SEVERAL.exec(phrase)?.[0];
  if (several !== undefined) return [...new Set(several.match(/\b[A-J]\b/g))].toSorted().join(",");
  return (IN_PARENTHESES.exec(phrase) ?? ALONE.exec(phrase) ?? BEFORE_WORDS.exec(phrase))?.[1]?.toUpperCase();
}
