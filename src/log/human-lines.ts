import { styleText } from "node:util";
import type { DestinationStream } from "pino";

const COLOR = { warn: "yellow", error: "red", fatal: "red" } as const;
const CLOCK_TIME = { from: 11, to: 19 };

/** Turns the log's JSON lines into lines for a terminal: time, message, facts. */
export function humanLines(out: { write(text: string): unknown }, hasColor: boolean): DestinationStream {
  return {
    write(line) {
      const { level, time, msg, err, ...facts } = JSON.parse(line) as {
        level: string;
        time: string;
        msg?: string;
        err?: { stack?: string };
      };
      const shown = Object.entries(facts).map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
      const text = [time.slice(CLOCK_TIME.from, CLOCK_TIME.to), level === "info" ? "" : level, msg ?? "", ...shown]
        .filter(Boolean)
        .join(" ");
      const color = level in COLOR ? COLOR[level as keyof typeof COLOR] : undefined;
      out.write(`${hasColor && color ? styleText(color, text, { validateStream: false }) : text}\n${err?.stack ? `${err.stack}\n` : ""}`);
    },
  };
}
