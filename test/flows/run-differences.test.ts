import { afterAll, beforeAll, expect, test } from "vitest";
import type { Comparison, DifferencePage, SamplePage } from "../../src/evals/index.ts";
import { evaluate } from "../support/console.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const DOCUMENTS = 60;
let server: TestServer;
let run = "";

beforeAll(async () => {
  server = await startTestServer();
  const workers = [
    { name: "good", skill: 0.8 },
    { name: "bad", skill: 0.3 },
    { name: "broken", skill: 1, faultRate: 1 },
  ];
  for (const worker of workers) await server.call("POST", "/assay/v1/workers", { body: { kind: "simulated", inputPrice: 1, ...worker } });
  run = await evaluate(server.url, {
    tasks: ["fresh_arithmetic", "fresh_sorting"],
    workers: ["good", "bad", "broken"],
    limit: DOCUMENTS / 2,
  });
});
afterAll(() => server[Symbol.asyncDispose]());

async function differences(query: Record<string, string | number>): Promise<DifferencePage> {
  const parameters = new URLSearchParams({ a: "good", b: "bad" });
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  const answer = await server.call<DifferencePage>("GET", `/assay/v1/runs/${run}/compare/documents?${parameters}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

test("the documents won by each are those that the comparison counts, with both answers", async () => {
  const { body } = await server.call<Comparison>("GET", `/assay/v1/runs/${run}/compare?a=good&b=bad`);
  const [won, lost, all] = [
    await differences({ outcome: "a", limit: 200 }),
    await differences({ outcome: "b" }),
    await differences({ limit: 200 }),
  ];
  expect([won.total, lost.total, all.total]).toEqual([body.wins, body.losses, body.wins + body.losses]);
  expect(won.documents.length).toBe(body.wins);
  for (const { a, b } of won.documents) expect([a.score, b.score]).toEqual([1, 0]);
  expect((await differences({ outcome: "all" })).total).toBe(body.documents);
  const { samples } = (await server.call<SamplePage>("GET", `/assay/v1/runs/${run}/samples?worker=bad&limit=200`)).body;
  for (const { ordinal, task, docId, target, b } of won.documents) {
    const sample = samples.find((one) => one.ordinal === ordinal);
    expect({ task, docId, target, ...b }).toEqual({
      task: sample?.task,
      docId: sample?.docId,
      target: sample?.target,
      uid: sample?.uid,
      text: sample?.text,
      extracted: sample?.extracted,
      score: sample?.score,
      fault: null,
    });
  }
});

test("pages follow each other without a gap or a repetition, narrowed by task and text", async () => {
  const { total } = await differences({});
  const ordinals: number[] = [];
  let after: number | null = null;
  do {
    const page: DifferencePage = await differences({ limit: 7, ...(after !== null && { after }) });
    expect(page.total).toBe(total);
    ordinals.push(...page.documents.map(({ ordinal }) => ordinal));
    after = page.next;
  } while (after !== null);
  expect(ordinals.length).toBe(total);
  expect(ordinals).toEqual([...new Set(ordinals)].toSorted((x, y) => x - y));

  const sorting = await differences({ task: "fresh_sorting", outcome: "all", limit: 200 });
  expect([sorting.total, new Set(sorting.documents.map(({ task }) => task))]).toEqual([DOCUMENTS / 2, new Set(["fresh_sorting"])]);
  const needle = sorting.documents[3]?.a.text.slice(0, 40) ?? "";
  const found = await differences({ outcome: "all", text: needle.toUpperCase() });
  expect(found.documents.length).toBeGreaterThan(0);
  for (const { a, b } of found.documents) expect(`${a.text} ${b.text}`.toLowerCase()).toContain(needle.toLowerCase());
  expect(await differences({ outcome: "all", text: "nothing of this kind" })).toEqual({ documents: [], total: DOCUMENTS, next: null });
});

test("a worker that failed has not solved the document, and its fault is there", async () => {
  const { documents } = await differences({ b: "broken", outcome: "a", limit: 1 });
  expect(documents[0]?.b).toMatchObject({ fault: "server_error", score: 0 });
});

test("what is wrong is said by its field", async () => {
  const refused: [string, number, string][] = [
    ["a=good&b=nobody", 404, "b"],
    ["a=good&b=good", 400, "b"],
    ["a=good&b=bad&task=none", 404, "task"],
    ["a=good&b=bad&outcome=maybe", 400, "outcome"],
    ["a=good", 400, "b"],
  ];
  for (const [query, status, field] of refused) {
    const answer = await server.call<{ field?: string }>("GET", `/assay/v1/runs/${run}/compare/documents?${query}`);
    expect([answer.status, answer.body.field], query).toEqual([status, field]);
  }
  expect((await server.call("GET", "/assay/v1/runs/none/compare/documents?a=x&b=y")).status).toBe(404);
});
