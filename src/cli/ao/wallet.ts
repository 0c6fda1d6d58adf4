import { writeFile } from "node:fs/promises";
import { AssayError, messageOf } from "../../lib/errors.ts";
import { defineCommand } from "../command.ts";
import { readWalletFile } from "./read-wallet-file.ts";

const OWNER_ONLY = 0o600;

export const command = defineCommand({
  path: "ao wallet",
  summary: "Make a wallet for AO (an RSA-4096 key), or tell the address of one",
  positionals: [{ name: "FILE", about: "A JWK file; made when there is none" }],
  options: { new: { type: "boolean", about: "Make it; fails when the file exists" } },
  examples: ["assay ao wallet --new wallet.json"],
  async run({ result }, { positionals: [file = ""], values }) {
    const { createWallet } = await import("../../ao/index.ts");
    const wallet = values.new ? await createWallet() : await readWalletFile(file);
    if (values.new) await keep(file, JSON.stringify(wallet.jwk));
    result({ address: wallet.address, file }, () => wallet.address);
  },
});

async function keep(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, `${text}\n`, { mode: OWNER_ONLY, flag: "wx" });
  } catch (cause) {
    throw new AssayError("invalid_input", `${file} cannot be written: ${messageOf(cause)}.`, { cause });
  }
}
