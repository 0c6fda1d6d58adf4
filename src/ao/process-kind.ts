import type { Db } from "../db/index.ts";
import type { Message, Process } from "./message.ts";

/** What a handler may do: change the database in the message's own transaction, and send. */
export interface Turn {
  readonly db: Db;
  readonly now: Date;
  readonly process: Process;
  readonly message: Message;
  /** The value of the first tag of this name, whatever its case. */
  tag(name: string): string | undefined;
  /** Answers the sender: `Action-Response` and `Status` 200 unless told otherwise, with the request's reference as `X-Reference`. */
  reply(tags: Readonly<Record<string, string>>, data?: string): void;
  /** Sends to another process or wallet; delivered when the transaction is committed. */
  send(target: string, tags: Readonly<Record<string, string>>, data?: string): void;
  /** What `result.Output.data` shows to clients that print it. */
  print(text: string): void;
}

export interface Action {
  /** May be called by dry-run: unsigned, and changes nothing. */
  isReadOnly?: true;
  handle(turn: Turn): Promise<void>;
}

/** A kind of process: its actions by name (tag `Action`, compared without case). */
export interface ProcessKind {
  kind: string;
  actions: Readonly<Record<string, Action>>;
}

/** A refusal that the sender is told of by a reply; nothing was changed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly tags: Readonly<Record<string, string>>;
  readonly data: string;

  /**
   * @param status as in HTTP: 400 to 499
   * @param data of the reply; the message is its tag `Error` in any case
   */
  constructor(status: number, message: string, tags: Readonly<Record<string, string>> = {}, data = message) {
    super(message);
    this.data = data;
    this.tags = { Status: String(status), ...tags };
  }
}

/** Input that makes no sense: the result is an `Error`, and nothing is sent, as under aos. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}
