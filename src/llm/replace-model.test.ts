import fc from "fast-check";
import { expect, test } from "vitest";
import { replaceModel } from "./replace-model.ts";

const replaced = (json: string, model = "own") => replaceModel(Buffer.from(json), model)?.toString();

test("only the model changes: digits, white space and the order of keys stay", () => {
  const json =
    '{ "seed":12345678901234567890,\n"model" : "asked" , "temperature": 1.0, "messages": [{"model": "inner", "content": "漢 \\"model\\": "}] }';
  expect(replaced(json)).toBe(json.replace('"asked"', '"own"'));
});

test("the model's name is written as JSON", () => {
  expect(replaced('{"model":"a"}', 'q"\\\n')).toBe('{"model":"q\\"\\\\\\n"}');
});

test.each([
  ["there is none", '{"messages":[{"model":"inner"}]}'],
  ["there are two", '{"model":"a","model":"b"}'],
  ["it is no string", '{"model":null}'],
  ["a key has escapes", '{"mod\\u0065l":"b"}'],
  ["the object is empty", "{}"],
])("says so when %s", (_what, json) => {
  expect(replaced(json)).toBeUndefined();
});

test("any other object with any other model is the same object with this one", () => {
  const object = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue(), { maxKeys: 6 });
  fc.assert(
    fc.property(
      object,
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }),
      fc.nat(4),
      fc.boolean(),
      (rest, asked, own, indent, isFirst) => {
        const body = isFirst ? { model: asked, ...rest, ...(rest["model"] !== undefined && { model: asked }) } : { ...rest, model: asked };
        const result = replaced(JSON.stringify(body, undefined, indent), own);
        // With an escaped key, before or after the model, the text is left to a parser.
        const hasEscapedKey = Object.keys(body).some((key) => JSON.stringify(key).includes("\\"));
        const expected: unknown = hasEscapedKey ? undefined : { ...JSON.parse(JSON.stringify(body)), model: own };
        expect(result && JSON.parse(result)).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});
