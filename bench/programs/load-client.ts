/**
 * A closed-loop client on raw sockets, so that it costs little beside what it measures. It reads one JSON line a load
 * on standard input and answers with one JSON line of figures.
 */
import { connect } from "node:net";
import { createInterface } from "node:readline";

export interface Load {
  port: number;
  path: string;
  /** Requests in flight at once. */
  inFlight: number;
  durationMs: number;
  /** Milliseconds before it that are not counted. */
  warmUpMs: number;
  headers: Record<string, string>;
  body: string;
  isStream: boolean;
}

export interface LoadFigures {
  /** All requests sent, those of the warm-up too. */
  sent: number;
  failed: number;
  perSecond: number;
  /** Milliseconds to the first byte of the answer's body, and to its last. */
  firstP50: number;
  firstP99: number;
  totalP50: number;
  totalP99: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");
const LINGER_MS = 5000;

/** Where the answer stands: bytes of the body still to come, or "chunked". */
interface Answer {
  sentAt: number;
  firstAt: number;
  head: Buffer | undefined;
  left: number | "chunked";
  tail: Buffer;
}

function run(load: Load): Promise<LoadFigures> {
  const request = Buffer.from(
    `POST ${load.path} HTTP/1.1\r\nHost: 127.0.0.1:${load.port}\r\n${Object.entries(load.headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("")}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(load.body)}\r\n\r\n${load.body}`,
  );
  const countFrom = performance.now() + load.warmUpMs;
  const until = countFrom + load.durationMs;
  const first: number[] = [];
  const total: number[] = [];
  let sent = 0;
  let failed = 0;
  let open = 0;

  const { promise, resolve } = Promise.withResolvers<LoadFigures>();
  const finish = () =>
    resolve({
      sent,
      failed,
      perSecond: (total.length * 1000) / load.durationMs,
      firstP50: quantile(first, 0.5),
      firstP99: quantile(first, 0.99),
      totalP50: quantile(total, 0.5),
      totalP99: quantile(total, 0.99),
    });

  function openConnection(): void {
    const socket = connect({ port: load.port, host: "127.0.0.1", noDelay: true });
    let answer: Answer | undefined;
    open++;
    const send = () => {
      if (performance.now() >= until) return void socket.end();
      answer = { sentAt: performance.now(), firstAt: 0, head: Buffer.alloc(0), left: "chunked", tail: Buffer.alloc(0) };
      sent++;
      socket.write(request);
    };
    socket.on("connect", send);
    socket.on("data", (bytes) => {
      if (!answer || !receive(answer, bytes)) return;
      const now = performance.now();
      if (answer.sentAt >= countFrom && now <= until) {
        first.push(answer.firstAt - answer.sentAt);
        total.push(now - answer.sentAt);
      }
      answer = undefined;
      send();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      open--;
      if (answer) failed++;
      if (performance.now() < until) setTimeout(openConnection, 5);
      else if (open === 0) finish();
    });
  }

  for (let i = 0; i < load.inFlight; i++) openConnection();
  setTimeout(finish, load.warmUpMs + load.durationMs + LINGER_MS).unref();
  return promise;
}

/** Takes bytes of an answer. @returns whether it is whole */
function receive(answer: Answer, bytes: Buffer): boolean {
  let body = bytes;
  if (answer.head) {
    const head: Buffer = Buffer.concat([answer.head, bytes]);
    const end = head.indexOf(HEAD_END);
    if (end < 0) {
      answer.head = head;
      return false;
    }
    const text = head.toString("latin1", 0, end);
    if (!text.startsWith("HTTP/1.1 200")) throw new Error(`The measured program answered: ${head.toString("utf8").slice(0, 500)}`);
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    answer.left = length === undefined ? "chunked" : Number(length);
    answer.head = undefined;
    body = head.subarray(end + HEAD_END.length);
  }
  if (body.length > 0 && answer.firstAt === 0) answer.firstAt = performance.now();
  if (answer.left !== "chunked") return (answer.left -= body.length) <= 0;
  answer.tail = Buffer.concat([answer.tail, body.subarray(-LAST_CHUNK.length)]).subarray(-LAST_CHUNK.length);
  return answer.tail.equals(LAST_CHUNK);
}

function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

console.log(JSON.stringify({ isReady: true }));
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await run(JSON.parse(line) as Load)));
