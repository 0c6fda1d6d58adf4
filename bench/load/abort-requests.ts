import { request } from "node:http";

const AT_ONCE = 100;

interface Aborted {
  url: string;
  key: string;
  model: string;
  requests: number;
}

/** Begins so many streams, a hundred at once, and leaves each with its first byte. @returns how many had one */
export async function abortRequests({ requests, ...target }: Aborted): Promise<number> {
  let next = 0;
  let begun = 0;
  const leaveNext = async () => {
    while (next++ < requests) if (await leaveOne(target)) begun += 1;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, leaveNext));
  return begun;
}

function leaveOne({ url, key, model }: Omit<Aborted, "requests">): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const asking = request(`${url}/v1/chat/completions`, { method: "POST", headers, agent: false }, (response) => {
      response.once("data", () => asking.destroy());
      response.on("error", () => {});
      response.once("close", () => resolve(true));
    });
    asking.on("error", () => resolve(false));
    asking.end(JSON.stringify({ model, messages: [{ role: "user", content: "Go on." }], stream: true }));
  });
}
