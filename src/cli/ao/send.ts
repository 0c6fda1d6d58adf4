import type { Result } from "../../ao/index.ts";
import { defineCommand, EXIT } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { parseTags } from "./parse-tags.ts";
import { readWalletFile } from "./read-wallet-file.ts";
import { renderAoResult } from "./render-ao-result.ts";

export const command = defineCommand({
  path: "ao send",
  summary: "Sign a message to a process, send it, and show what came of it",
  positionals: [{ name: "PROCESS", about: "Its id: 43 characters" }],
  options: {
    wallet: { type: "string", value: "FILE", about: "The wallet that signs (assay ao wallet --new FILE)" },
    action: { type: "string", value: "NAME", about: "Tag Action" },
    tag: { type: "string", value: "NAME=VALUE", about: "A tag; may be given several times", multiple: true },
    data: { type: "string", value: "TEXT", about: "The data" },
  },
  examples: [
    "assay ao send xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10 --wallet wallet.json --action Transfer --tag Recipient=ADDRESS --tag Quantity=100",
  ],
  async run({ client, result }, { positionals: [process = ""], values }) {
    if (values.wallet === undefined) throw new UsageError("assay ao send needs --wallet FILE.", "--wallet");
    const { signDataItem } = await import("../../ao/index.ts");
    const wallet = await readWalletFile(values.wallet);
    const fixed = [
      { name: "Data-Protocol", value: "ao" },
      { name: "Variant", value: "ao.TN.1" },
      { name: "Type", value: "Message" },
    ];
    const item = signDataItem(wallet, { target: process, tags: [...parseTags(values), ...fixed], data: values.data ?? " " });
    const { id } = await client.post<{ id: string }>("/assay/v1/ao/items", { item: item.toString("base64") });
    const outcome = await client.get<Result>(`/ao/result/${id}?process-id=${encodeURIComponent(process)}`);
    result({ id, ...outcome }, () => `message ${id}\n${renderAoResult(outcome)}`);
    return outcome.Error === undefined ? EXIT.ok : EXIT.error;
  },
});
