import { readFile } from "node:fs/promises";
import type { Wallet } from "../../ao/index.ts";
import { AssayError, messageOf } from "../../lib/errors.ts";

/** Reads a wallet file. @throws `invalid_input` naming the file */
export async function readWalletFile(file: string): Promise<Wallet> {
  const { readWallet } = await import("../../ao/index.ts");
  let jwk: unknown;
  try {
    jwk = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new AssayError("invalid_input", `${file} is no wallet file: ${messageOf(cause)}.`, { cause });
  }
  return readWallet(Object(jwk));
}
