import { Refusal, type Turn } from "./process-kind.ts";
import { refundTags } from "./refund.ts";
import { findProcess } from "./store.ts";

/** Money that came in. */
export interface TokenNotice {
  /** The token process, which is the token's name in the ledger. */
  token: string;
  /** Who sent the money; the notice itself comes from the token. */
  sender: string;
  /** Digits of the smallest unit. */
  quantity: string;
  /** Sends all of it back, with the reason. */
  refund(reason: string, tags?: Readonly<Record<string, string>>): void;
}

/** Reads a Credit-Notice. Only a token process may say that money came in. @throws Refusal for anybody else */
export async function tokenNotice(turn: Turn): Promise<TokenNotice> {
  const { db, message } = turn;
  const token = message.from;
  const isToken = message.origin === "process" && (await findProcess(db, token))?.kind === "token";
  if (!isToken) throw new Refusal(403, "Only a token process may send a Credit-Notice.");
  const [sender = "", quantity = ""] = [turn.tag("Sender"), turn.tag("Quantity")];
  return {
    token,
    sender,
    quantity,
    refund: (reason, tags = {}) => turn.send(token, { ...refundTags(message.id, { sender, quantity }, reason), ...tags }),
  };
}
