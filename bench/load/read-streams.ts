import { request } from "node:http";

interface Streams {
  url: string;
  key: string;
  model: string;
  streams: number;
  /** Words of each answer; the upstream adds a last one. */
  tokens: number;
}

/** Reads so many streams at once and holds every one against the first that is whole. @returns what was wrong, a sentence a stream */
export async function readStreams({ streams, ...target }: Streams): Promise<{ events: number; broken: string[] }> {
  const read = await Promise.all(Array.from({ length: streams }, (_, number) => readStream(target, number)));
  const broken = read.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const expected = read.find(({ problem }) => problem === undefined)?.frames;
  const differing = read.filter(({ problem, frames }) => problem === undefined && frames !== expected);
  broken.push(...differing.map((_, position) => `a stream differs from the others (${position})`));
  return { events: read.reduce((sum, { count }) => sum + count, 0), broken: broken.slice(0, 20) };
}

interface ReadStream {
  /** All frames as they came: the upstream's answers are the same each time. */
  frames: string;
  count: number;
  problem: string | undefined;
}

function readStream({ url, key, model, tokens }: Omit<Streams, "streams">, number: number): Promise<ReadStream> {
  return new Promise((resolve) => {
    let frames = "";
    const end = (problem?: string) => {
      const events = frames.split("\n\n").slice(0, -1);
      // The role, the words with the last one, the end, [DONE].
      const wanted = tokens + 4;
      const count = events.length;
      const isWhole = count === wanted && events.at(-1) === "data: [DONE]";
      resolve({ frames, count, problem: problem ?? (isWhole ? undefined : `stream ${number} has ${count} events, not ${wanted}`) });
    };
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const asking = request(`${url}/v1/chat/completions`, { method: "POST", headers, agent: false }, (response) => {
      response.setEncoding("utf8");
      response.on("data", (text: string) => void (frames += text));
      response.on("end", () => end(response.statusCode === 200 ? undefined : `stream ${number}: status ${response.statusCode}`));
      response.on("error", (error) => end(`stream ${number}: ${error.message}`));
    });
    asking.on("error", (error) => end(`stream ${number}: ${error.message}`));
    asking.end(JSON.stringify({ model, messages: [{ role: "user", content: "Go on." }], stream: true }));
  });
}
