import { createWallet, type Wallet } from "../../src/ao/index.ts";

const wallets = new Map<string, Promise<Wallet>>();

/** A wallet of this test file's own under a name; made once, since a key of 4,096 bits takes a second. */
export function testWallet(name: string): Promise<Wallet> {
  const known = wallets.get(name);
  if (known) return known;
  const made = createWallet();
  wallets.set(name, made);
  return made;
}
