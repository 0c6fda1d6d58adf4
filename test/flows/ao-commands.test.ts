import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../support/command-line.ts";
import { startTestServer } from "../support/server.ts";

const TOKEN = "xU9zFkq3X2ZQ6olwNVvr1vUWIjc3kXTWr7xKQD6dh10";
const BOB = "u1Ju_X8jiuq4rX9Nh-ZGRQuYQZgV2MKLMT3CZsykk54";

test("a person makes a wallet, is given units, sends some, and looks", async () => {
  await using server = await startTestServer();
  const assay = (...argv: string[]) => runCommand(argv, { ASSAY_DATA_DIR: server.dataDirectory }, server.dataDirectory);
  const file = join(server.dataDirectory, "wallet.json");
  const made = JSON.parse((await assay("ao", "wallet", "--new", file, "--json")).out) as { address: string };
  expect((await assay("ao", "wallet", file)).out.trim()).toBe(made.address);
  expect((await assay("ao", "wallet", "--new", file)).err).toContain("cannot be written");

  const minted = await assay("ledger", "mint", "--token", TOKEN, made.address, "1000", "--id", "first");
  expect(minted.out).toContain(`${made.address} has 1000 of`);
  expect((await assay("ledger", "mint", "--token", TOKEN, made.address, "1000", "--id", "first")).out).toContain("has 1000 of");
  expect((await assay("ledger", "mint", "--token", TOKEN, made.address, "1.5")).err).toContain("decimal digits");

  const sent = await assay(
    "ao",
    "send",
    TOKEN,
    "--wallet",
    file,
    "--action",
    "Transfer",
    "--tag",
    `Recipient=${BOB}`,
    "--tag",
    "Quantity=30",
    "--json",
  );
  expect(sent.code).toBe(0);
  const { id } = JSON.parse(sent.out) as { id: string };
  expect((await assay("ao", "result", TOKEN, id)).out).toContain(`You transferred 30 to ${BOB}`);
  expect((await assay("ao", "dryrun", TOKEN, "--action", "Balance", "--tag", `Target=${BOB}`)).out).toContain("Balance: 30");
  const malformed = await assay("ao", "send", TOKEN, "--wallet", file, "--action", "Transfer");
  expect(malformed).toMatchObject({ code: 1, out: expect.stringContaining("Error: Recipient is required!") });
  expect((await assay("ao", "send", TOKEN, "--action", "Info")).code).toBe(2);
  expect((await assay("ao", "send", TOKEN, "--wallet", file, "--tag", "nothing")).code).toBe(2);
});
