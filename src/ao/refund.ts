import type { Tag } from "./data-item.ts";
import { findTag } from "./find-tag.ts";

/** What a Credit-Notice says. */
export interface Notice {
  sender: string;
  /** Digits of the smallest unit. */
  quantity: string;
}

/** The notice in these tags. Undefined: they are of another message, or say nothing that could go back. */
export function readNotice(tags: readonly Tag[]): Notice | undefined {
  const [sender, quantity] = [findTag(tags, "Sender"), findTag(tags, "Quantity")];
  const isNotice = findTag(tags, "Action")?.toLowerCase() === "credit-notice";
  return isNotice && sender !== undefined && quantity !== undefined ? { sender, quantity } : undefined;
}

/** Of the Transfer that asks the token which sent a notice to give all of it back to who paid. A process that is no token does nothing with it. */
export function refundTags(noticeId: string, { sender, quantity }: Notice, reason: string): Record<string, string> {
  return { Action: "Transfer", Recipient: sender, Quantity: quantity, "X-Reason": reason, "X-Refund-For": noticeId };
}
