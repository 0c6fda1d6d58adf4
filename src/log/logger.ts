import { pino, type DestinationStream, type Logger as PinoLogger } from "pino";

/** One line per business event: `log.info({ run: id }, "run finished")`. */
export type Logger = PinoLogger;

const SECRET_FIELDS = ["apiKey", "api_key", "authorization", "key", "password", "secret", "token"];

interface LoggerOptions {
  level: string;
  /** Default: the process's standard error. */
  destination?: DestinationStream;
}

/** A logger that writes JSON lines and never a secret: fields with a secret's name are replaced, two levels deep. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[secret]" },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
  return pino(options, destination ?? pino.destination({ fd: 2, sync: true }));
}
