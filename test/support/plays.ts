import { chunk, type Play } from "./upstream.ts";

const EVENTS = { "content-type": "text/event-stream" };

/** Never answers, not even with a head. */
export const silence: Play = () => {};

/** A head and no byte after it. */
export const headOnly: Play = (_request, response) => {
  response.writeHead(200, EVENTS);
  response.flushHeaders();
};

/** The connection is reset. */
export const reset: Play = (_request, response) => void response.socket?.resetAndDestroy();

/** A whole body of another kind than was asked for. */
export function page(body: string, type = "text/html", status = 200): Play {
  return (_request, response) => {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  };
}

/** Events of one's own, then the connection's end: `end` does not make the answer whole. */
export function events(...data: string[]): Play {
  return (_request, response) => {
    response.writeHead(200, EVENTS);
    response.end(data.map((one) => `data: ${one}\n\n`).join(""));
  };
}

/** Says something and breaks off: the connection's end comes without a finish reason. */
export function breakAfter(...texts: string[]): Play {
  return events(...texts.map((text) => chunk(text)));
}

/** Says something and then nothing more; the connection stays open. */
export function stallAfter(...texts: string[]): Play {
  return (_request, response) => {
    response.writeHead(200, EVENTS);
    for (const text of texts) response.write(`data: ${chunk(text)}\n\n`);
  };
}

/** Plays on when the promise resolves, unless the caller has left by then. */
export function when(opened: Promise<unknown>, play: Play): Play {
  return async (request, response, control) => {
    await Promise.race([opened, control.gone]);
    if (!response.destroyed) await play(request, response, control);
  };
}
