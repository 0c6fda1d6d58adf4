export { createPythonRandom, type PythonRandom } from "./python-random.ts";
export { compilePythonRegex, type PythonMatch, type PythonRegex } from "./python-regex.ts";
export { createNumpyRandom } from "./numpy-random.ts";
export { PUNCTUATION } from "./punctuation.ts";
export { strip, stripEnd, stripStart } from "./strip.ts";
export { tupleOf } from "./python-tuple.ts";
export { toPythonJson } from "./to-python-json.ts";
export { toPythonRepr, toPythonText, WholeFloat } from "./to-python-text.ts";
export { isWhitespaceAt, splitWords } from "./whitespace.ts";
