/**
 * The least that an evaluation can do: ask every question with undici's fetch, so many in flight, and keep the answers.
 * It reads one JSON line a run on standard input and answers with one JSON line.
 */
import { createInterface } from "node:readline";
import { fetch } from "undici";

export interface FetchRun {
  url: string;
  inFlight: number;
  bodies: string[];
}

async function run({ url, inFlight, bodies }: FetchRun): Promise<{ wallMs: number; answered: number }> {
  const begin = performance.now();
  const answers: string[] = [];
  let next = 0;
  const ask = async () => {
    for (let index = next++; index < bodies.length; index = next++) {
      const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: bodies[index] ?? "" });
      const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
      answers[index] = choices[0]?.message.content ?? "";
    }
  };
  await Promise.all(Array.from({ length: inFlight }, ask));
  return { wallMs: performance.now() - begin, answered: answers.filter((answer) => answer.endsWith("42")).length };
}

console.log(JSON.stringify({ isReady: true }));
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await run(JSON.parse(line) as FetchRun)));
