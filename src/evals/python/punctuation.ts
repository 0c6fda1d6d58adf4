/** Python's `string.punctuation`: the ASCII marks that `ignore_punctuation` removes. */
export const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
