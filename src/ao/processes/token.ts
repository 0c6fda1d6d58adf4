import { ISSUANCE, listBalances, parseAmount, readBalance, readSupply, transferFunds } from "../../ledger/index.ts";
import { AssayError, messageOf } from "../../lib/errors.ts";
import { requireAddress } from "../address.ts";
import { Malformed, Refusal, type ProcessKind, type Turn } from "../process-kind.ts";

/** AO's token convention (the aos token blueprint), over the ledger: the process is the token, its id the token's name. */
export const token: ProcessKind = {
  kind: "token",
  actions: {
    Info: { isReadOnly: true, handle: info },
    Balance: { isReadOnly: true, handle: balance },
    Balances: { isReadOnly: true, handle: balances },
    "Total-Supply": { isReadOnly: true, handle: totalSupply },
    Transfer: { handle: transfer },
    Mint: { handle: mint },
    Burn: { handle: burn },
  },
};

const DEFAULTS = { name: "Assay credit", ticker: "CRED", logo: "", denomination: "12" };

type Settings = typeof DEFAULTS;

function settingsOf({ process }: Turn): Settings {
  const entries = Object.entries(DEFAULTS).map(([name, fallback]) => [name, String(process.settings[name] ?? fallback)]);
  return Object.fromEntries(entries) as Settings;
}

/** In both spellings: the blueprint's of 2025 and the older one, which clients read. */
async function info(turn: Turn): Promise<void> {
  const { name, ticker, logo, denomination } = settingsOf(turn);
  const supply = String(await readSupply(turn.db, turn.process.id));
  const newer = { name, ticker, logo, denomination, supply };
  turn.reply({ ...newer, Name: name, Ticker: ticker, Logo: logo, Denomination: denomination });
}

async function balance(turn: Turn): Promise<void> {
  const account = turn.tag("Recipient") ?? turn.tag("Target") ?? turn.message.from;
  const { balance: amount } = await readBalance(turn.db, turn.process.id, account);
  turn.reply({ Balance: String(amount), Ticker: settingsOf(turn).ticker, Account: account }, String(amount));
}

const MOST_BALANCES = 100_000;

async function balances(turn: Turn): Promise<void> {
  const accounts = await listBalances(turn.db, turn.process.id, { limit: MOST_BALANCES });
  const held = accounts.filter((account) => account.owner !== ISSUANCE && account.balance > 0n);
  turn.reply({}, JSON.stringify(Object.fromEntries(held.map((account) => [account.owner, String(account.balance)]))));
}

async function totalSupply(turn: Turn): Promise<void> {
  turn.reply({ Action: "Total-Supply", Ticker: settingsOf(turn).ticker }, String(await readSupply(turn.db, turn.process.id)));
}

/** Notices go to both sides, with the `X-` tags of the request, unless it has a tag `Cast`. */
async function transfer(turn: Turn): Promise<void> {
  const { message, process, db, now } = turn;
  const recipient = requireAddress(turn.tag("Recipient"), "Recipient");
  const amount = readQuantity(turn);
  await moved(turn, () =>
    transferFunds(db, { id: message.id, token: process.id, debit: message.from, credit: recipient, amount, reason: "Transfer" }, now),
  );
  if (turn.tag("Cast") !== undefined) return;
  const forwarded = Object.fromEntries(message.tags.filter(({ name }) => /^X-/i.test(name)).map(({ name, value }) => [name, value]));
  const quantity = String(amount);
  turn.reply(
    { Action: "Debit-Notice", Recipient: recipient, Quantity: quantity, ...forwarded },
    `You transferred ${quantity} to ${recipient}`,
  );
  turn.send(
    recipient,
    { Action: "Credit-Notice", Sender: message.from, Quantity: quantity, ...forwarded },
    `You received ${quantity} from ${message.from}`,
  );
}

/** Only the process itself or its owner makes new units; they are the maker's. */
async function mint(turn: Turn): Promise<void> {
  const { message, process, db, now } = turn;
  const { ticker } = settingsOf(turn);
  if (message.from !== process.id && message.from !== process.owner) {
    throw new Refusal(403, `Only the Process Id can mint new ${ticker} tokens!`, { Action: "Mint-Error", "Message-Id": message.id });
  }
  const amount = readQuantity(turn);
  await transferFunds(db, { id: message.id, token: process.id, debit: ISSUANCE, credit: message.from, amount, reason: "Mint" }, now);
  turn.reply({}, `Successfully minted ${amount}`);
}

async function burn(turn: Turn): Promise<void> {
  const { message, process, db, now } = turn;
  const amount = readQuantity(turn);
  await moved(turn, () =>
    transferFunds(db, { id: message.id, token: process.id, debit: message.from, credit: ISSUANCE, amount, reason: "Burn" }, now),
  );
  turn.reply({}, `Successfully burned ${amount}`);
}

async function moved(turn: Turn, move: () => Promise<unknown>): Promise<void> {
  try {
    await move();
  } catch (error) {
    if (!(error instanceof AssayError && error.code === "insufficient_funds")) throw error;
    const tags = { Action: "Transfer-Error", "Message-Id": turn.message.id };
    throw new Refusal(402, "Insufficient Balance!", tags, "");
  }
}

/** A quantity as this token takes it: what the blueprint's arithmetic would wrap or read otherwise is malformed. */
function readQuantity(turn: Turn): bigint {
  const text = turn.tag("Quantity");
  if (text === undefined || text === "") throw new Malformed("Quantity is required!");
  try {
    return parseAmount(text, "Quantity");
  } catch (error) {
    throw new Malformed(/^(0+|-\d+)$/.test(text) ? "Quantity must be greater than 0" : messageOf(error));
  }
}
