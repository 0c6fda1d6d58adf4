import { z } from "zod";
import type { App } from "../../../app.ts";
import {
  ISSUANCE,
  journalLineSchema,
  listBalances,
  listTokens,
  mintTokens,
  ownerSchema,
  parseAmount,
  readBalance,
  readJournal,
  readSupply,
  tokenSchema,
  toJournalLine,
  verifyLedger,
  type Account,
} from "../../../ledger/index.ts";
import { AssayError } from "../../../lib/errors.ts";
import type { ApiServer } from "../../server-types.ts";

const accountSchema = z.object({
  token: z.string(),
  owner: z.string(),
  balance: z.string().describe("digits of the smallest unit; negative for `@issuance` only"),
  reserved: z.string().describe("the part of the balance that is spoken for"),
});
const verificationSchema = z.object({
  root: z.string().describe("one hash over the journals of all tokens"),
  tokens: z.array(
    z.object({
      token: z.string(),
      entries: z.string(),
      accounts: z.int(),
      supply: z.string(),
      hash: z.string().describe("of the last entry"),
    }),
  ),
  faults: z.array(z.string()).describe("empty: the books hold"),
});
const tokenParams = z.strictObject({ token: tokenSchema });
const PAGE = 1000;

/** `/assay/v1/ledger`: who has how much, and the journal of how that came to be. But for minting, money moves by what it is moved for. */
export function ledgerRoutes(server: ApiServer, app: App): void {
  accountRoutes(server, app);
  journalRoutes(server, app);
  mintRoute(server, app);
}

const config = { scope: "read" } as const;

function accountRoutes(server: ApiServer, { db }: App): void {
  server.get(
    "/assay/v1/ledger/tokens",
    {
      config,
      schema: {
        summary: "The tokens that have a journal, with their supply",
        response: { 200: z.object({ tokens: z.array(z.object({ token: z.string(), supply: z.string() })) }) },
      },
    },
    async () => {
      const tokens = [];
      for (const token of await listTokens(db)) tokens.push({ token, supply: String(await readSupply(db, token)) });
      return { tokens };
    },
  );

  server.get(
    "/assay/v1/ledger/tokens/:token/accounts",
    {
      config,
      schema: {
        summary: "The accounts of a token by owner",
        params: tokenParams,
        querystring: z.object({ after: z.string().max(200).default(""), limit: z.coerce.number().int().min(1).max(PAGE).default(PAGE) }),
        response: { 200: z.object({ accounts: z.array(accountSchema), next: z.string().nullable().describe("pass as `after`") }) },
      },
    },
    async ({ params: { token }, query }) => {
      await requireToken(db, token);
      const accounts = (await listBalances(db, token, query)).map(toView);
      return { accounts, next: accounts.length === query.limit ? (accounts.at(-1)?.owner ?? null) : null };
    },
  );

  server.get(
    "/assay/v1/ledger/tokens/:token/accounts/:owner",
    {
      config,
      schema: {
        summary: "What an owner has of a token; zeros where it never had any",
        params: tokenParams.extend({ owner: ownerSchema }),
        response: { 200: accountSchema },
      },
    },
    async ({ params: { token, owner } }) => {
      await requireToken(db, token);
      return toView(await readBalance(db, token, owner));
    },
  );
}

function journalRoutes(server: ApiServer, { db }: App): void {
  server.get(
    "/assay/v1/ledger/tokens/:token/journal",
    {
      config,
      schema: {
        summary: "The journal of a token, in order; each entry carries the hash over the one before it",
        params: tokenParams,
        querystring: z.object({
          owner: ownerSchema.optional().describe("only entries that touch this account"),
          after: z.coerce.number().int().min(0).default(0).describe("the number of an entry; those behind it follow"),
          limit: z.coerce.number().int().min(1).max(PAGE).default(PAGE),
        }),
        response: { 200: z.object({ entries: z.array(journalLineSchema), next: z.int().nullable().describe("pass as `after`") }) },
      },
    },
    async ({ params: { token }, query: { owner, after, limit } }) => {
      await requireToken(db, token);
      const entries = (await readJournal(db, { token, owner, after: BigInt(after), limit })).map(toJournalLine);
      return { entries, next: entries.length === limit ? Number(entries.at(-1)?.seq ?? 0) : null };
    },
  );

  server.get(
    "/assay/v1/ledger/verification",
    {
      config,
      schema: {
        summary: "Replays the journals and holds the balances against them",
        querystring: z.object({ token: tokenSchema.optional() }),
        response: { 200: verificationSchema },
      },
    },
    async ({ query: { token } }) => {
      if (token !== undefined) await requireToken(db, token);
      const { root, tokens, faults } = await verifyLedger(db, token);
      return { root, faults, tokens: tokens.map((one) => ({ ...one, entries: String(one.entries), supply: String(one.supply) })) };
    },
  );
}

/** The one way in for new units; what is done with them is their owner's. */
function mintRoute(server: ApiServer, { db }: App): void {
  server.post(
    "/assay/v1/ledger/tokens/:token/mints",
    {
      config: { scope: "admin" },
      schema: {
        summary: "Make new units of a token. The same id again makes none",
        params: tokenParams,
        body: z.strictObject({
          id: z.string().min(1).max(100).describe("yours: repeat it when you are not sure that the call went through"),
          recipient: ownerSchema.refine((owner) => owner !== ISSUANCE, "must be somebody else than who issues"),
          amount: z.string().describe("decimal digits of the smallest unit"),
        }),
        response: { 201: accountSchema },
      },
    },
    async ({ params: { token }, body: { id, recipient, amount } }, reply) => {
      await mintTokens(db, { id: `mint:${id}`, token, recipient, amount: parseAmount(amount) }, new Date());
      return reply.code(201).send(toView(await readBalance(db, token, recipient)));
    },
  );
}

async function requireToken(db: App["db"], token: string): Promise<void> {
  const known = await listTokens(db);
  if (known.includes(token)) return;
  const others = known.length === 0 ? "no token has a journal yet" : `there are ${known.join(", ")}`;
  throw new AssayError("not_found", `There is no journal of ${token}: ${others}.`, { field: "token" });
}

function toView({ balance, reserved, ...account }: Account): z.infer<typeof accountSchema> {
  return { ...account, balance: String(balance), reserved: String(reserved) };
}
