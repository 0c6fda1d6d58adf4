import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readDocuments } from "./read-documents.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const directory = mkdtempSync(join(tmpdir(), "assay-datasets-"));
afterAll(() => rm(directory, { recursive: true }));

/** Writes the file; its place. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string): Promise<unknown[]> {
  const documents: unknown[] = [];
  for await (const batch of readDocuments(path)) documents.push(...batch.map((text) => JSON.parse(text) as unknown));
  return documents;
}

const TWO = [
  { q: "één", n: 1 },
  { q: "two\u2028lines", n: { deep: [null, true] } },
];
const LINES = TWO.map((document) => JSON.stringify(document)).join("\n");

test.each([
  ["a.jsonl", LINES],
  ["b.ndjson", `${LINES}\n`],
  ["c.jsonl", `\ufeff${LINES.replaceAll("\n", "\r\n")}\r\n\r\n  \n`],
  ["d.jsonl.gz", gzipSync(LINES)],
  ["e.json", LINES],
  ["f.json", JSON.stringify(TWO)],
  ["g.json", `\n ${JSON.stringify(TWO, null, 2)}\n`],
  ["h.json.gz", gzipSync(JSON.stringify(TWO))],
  ["i", LINES],
  ["j.unknown", JSON.stringify(TWO)],
  ["k.JSONL", LINES],
  ["l.jsonl.gz", Buffer.concat([gzipSync(`${LINES.split("\n")[0]}\n`), gzipSync(LINES.split("\n")[1] ?? "")])],
  ["m.jsonl.gz", LINES],
])("%s is read as what it is", async (name, content) => {
  expect(await read(file(name, content))).toEqual(TWO);
});

test("CSV fields are texts, whatever they hold", async () => {
  const rows = [
    { id: "007", question: 'a "quoted", text', answer: "" },
    { id: "2", question: "two\nlines", answer: "x" },
  ];
  const csv = 'id,question,answer\r\n007,"a ""quoted"", text",\r\n\r\n2,"two\nlines",x\r\n';
  expect(await read(file("a.csv", csv))).toEqual(rows);
  expect(await read(file("b.csv.gz", gzipSync(`\ufeff${csv}`)))).toEqual(rows);
  expect(await read(file("c.tsv", "id\tq\n1\ta,b\n"))).toEqual([{ id: "1", q: "a,b" }]);
});

test("integers beyond 2^53 keep their digits, as text; other numbers stay numbers", async () => {
  const path = file(
    "big.jsonl",
    '{"a": 12345678901234567890, "b": 9007199254740991, "c": 1e300, "d": 0.1234567890123456, "f": 9007199254740992, "e": "12345678901234567890"}',
  );
  expect(await read(path)).toEqual([
    {
      a: "12345678901234567890",
      b: 9_007_199_254_740_991,
      c: 1e300,
      d: 0.1234567890123456,
      f: 9_007_199_254_740_992,
      e: "12345678901234567890",
    },
  ]);
});

// Made by pyarrow 26.0.1 with lists, structs, nulls, dates, bytes and 300-byte pages, so that rows go on over pages.
test.each(["v1-snappy", "v2-zstd", "plain-gzip"])("Parquet written as %s holds the rows that pyarrow put in", async (name) => {
  const expected = await read(join(FIXTURES, "rows.jsonl.gz"));
  expect(expected).toHaveLength(200);
  expect(await read(join(FIXTURES, `${name}.parquet`))).toEqual(expected);
});

test.each([
  ["broken.jsonl", '{"a":1}\n{"a":}\n', /broken\.jsonl, line 2: this is not valid JSON \(.+\)\.$/],
  ["cut.jsonl", '{"a":1}\n\n{"a":1', /cut\.jsonl, line 3: this is not valid JSON/],
  ["list.jsonl", '{"a":1}\n[1]\n', /list\.jsonl, line 2: a document must be a JSON object, and this is a list\.$/],
  ["text.jsonl", '"a"\n', /text\.jsonl, line 1: a document must be a JSON object, and this is a string\.$/],
  ["null.jsonl", "null\n", /line 1: a document must be a JSON object, and this is null\.$/],
  ["latin.jsonl", Buffer.from('{"a":"\xe9"}', "latin1"), /latin\.jsonl is not UTF-8 text \(after byte 0\)\. Convert it to UTF-8\.$/],
  ["broken.json", '[{"a":1},\n{"a":}]', /broken\.json, line 2: this is not valid JSON/],
  ["comma.json", '[{"a":1},\n]', /comma\.json, line 2: this is not valid JSON/],
  ["number.json", '[{"a":1},\n\n 5, {}]', /number\.json, line 3: a document must be a JSON object, and this is a number\.$/],
  ["open.json", '[{"a":1},\n{"a":2}\n', /open\.json, line 3: the file ends inside its JSON array\.$/],
  ["after.json", '[{"a":1}]\n[]', /after\.json, line 2: there is text after the end of the JSON array\.$/],
  ["ragged.csv", "a,b\n1,2\n3\n", /ragged\.csv, line 3: Invalid Record Length: columns length is 2, got 1\.$/],
  ["quote.csv", 'a,b\n1,"2\n', /quote\.csv, line \d: Quote Not Closed/],
  ["twice.csv", "a,a\n1,2\n", /twice\.csv, line 1: the column "a" stands twice in the header\.$/],
  ["nameless.csv", "a,\n1,2\n", /nameless\.csv, line 1: column 2 of the header has no name\.$/],
  ["damaged.parquet", "PAR1 and then nothing", /damaged\.parquet cannot be read as Parquet: .+\.$/],
  ["prose.md", "# Prose", /prose\.md has no format that is known here\. Give JSON Lines/],
  ["picture.png", Buffer.from([0x89, 0x50, 0xff, 0xfe]), /picture\.png has no format that is known here/],
  ["empty.jsonl", "", /empty\.jsonl is empty\.$/],
  ["cut.jsonl.gz", gzipSync(LINES).subarray(0, -12), /cut\.jsonl\.gz cannot be read: its gzip data end too early\.$/],
  [
    "bad.jsonl.gz",
    Buffer.concat([gzipSync(LINES).subarray(0, 12), Buffer.alloc(40, 7)]),
    /bad\.jsonl\.gz cannot be read: its gzip data are damaged\.$/,
  ],
])("%s is refused with its place", async (name, content, message) => {
  await expect(read(file(name, content))).rejects.toThrow(
    expect.objectContaining({ code: "invalid_input", message: expect.stringMatching(message) as string }),
  );
});

test("a Parquet file that is cut is refused", async () => {
  const bytes = readFileSync(join(FIXTURES, "v1-snappy.parquet"));
  await expect(read(file("cut.parquet", bytes.subarray(0, 9000)))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(/cut\.parquet cannot be read as Parquet/) as string,
  });
});

test("a path that is no readable file is refused", async () => {
  await expect(read(join(directory, "nothing.jsonl"))).rejects.toThrow(/nothing\.jsonl cannot be read: there is no such file\.$/);
  await expect(read(directory)).rejects.toThrow(/ is not a file\.$/);
  await expect(read("/dev/zero")).rejects.toThrow("/dev/zero is not a file.");
});

test("a JSON array is cut into its elements wherever its text is cut into chunks", async () => {
  const document = fc.dictionary(fc.string(), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 20 }), fc.nat(4), async (documents, indent) => {
      expect(await read(file("random.json", JSON.stringify(documents, null, indent)))).toEqual(JSON.parse(JSON.stringify(documents)));
    }),
    { numRuns: 50 },
  );
});

test("documents that fill many chunks come whole and in order", async () => {
  const documents = Array.from({ length: 300 }, (_, index) => ({ index, text: `é\\"[{,${"x".repeat((index * 37) % 9000)}` }));
  expect(await read(file("long.jsonl", documents.map((document) => JSON.stringify(document)).join("\n")))).toEqual(documents);
  expect(await read(file("long.json", JSON.stringify(documents)))).toEqual(documents);
});
