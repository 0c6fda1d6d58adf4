import { timingSafeEqual } from "node:crypto";
import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { hashKey } from "./key.ts";
import { limitsOf } from "./key-limits.ts";
import type { Caller, Scope } from "./scope.ts";
import { selectKeys } from "./store.ts";

/** Another process may revoke a key on the same database: after this time every process has noticed. */
const MAX_AGE_MS = 5000;
const EVERYTHING: readonly Scope[] = ["admin"];

interface KeyRingInput {
  db: Db;
  /** `EXPECTED_ACCESS_KEY`. */
  expectedKey: string | undefined;
  /** The token in `server.json`, for the command line on this machine. */
  localToken: string;
  now?: () => number;
}

/** Who holds which key. */
export interface KeyRing {
  /** The caller of a key; null when there is no such key. Keys are compared as hashes, in constant time. */
  find(key: string): Promise<Caller | null>;
  /** Whether no key is configured at all, so that anybody on this machine may do everything. */
  isOpen(): Promise<boolean>;
  /** Rows changed: read them again at the next request. */
  forget(): void;
}

interface Known {
  hash: Uint8Array;
  caller: Caller;
}

/** Reads keys from the configuration and the database; rows are kept in memory for at most five seconds. */
export function createKeyRing({ db, expectedKey, localToken, now = Date.now }: KeyRingInput): KeyRing {
  const fixed: Known[] = [{ hash: hashKey(localToken), caller: { name: "local", scopes: EVERYTHING, requestsPerMinute: null } }];
  if (expectedKey !== undefined) {
    fixed.push({ hash: hashKey(expectedKey), caller: { name: "expected", scopes: EVERYTHING, requestsPerMinute: null } });
  }
  let rows: Promise<Map<string, Known>> | undefined;
  let readAtMs = 0;

  function readRows(): Promise<Map<string, Known>> {
    if (rows && now() - readAtMs < MAX_AGE_MS) return rows;
    readAtMs = now();
    const reading = load(db);
    rows = reading;
    reading.catch(() => {
      if (rows === reading) rows = undefined;
    });
    return reading;
  }

  return {
    async find(key) {
      const hash = hashKey(key);
      const known = fixed.find((one) => timingSafeEqual(one.hash, hash)) ?? (await readRows()).get(hash.toString("hex"));
      return known && timingSafeEqual(known.hash, hash) ? known.caller : null;
    },
    isOpen: async () => expectedKey === undefined && (await readRows()).size === 0,
    forget() {
      rows = undefined;
    },
  };
}

async function load(db: Db): Promise<Map<string, Known>> {
  const found = await selectKeys(db).catch((cause: unknown) => {
    throw new AssayError("unavailable", "The database does not answer, so no key can be checked.", { cause });
  });
  return new Map(
    found.map((row) => {
      const limits = limitsOf(row);
      const caller = { name: row.name, scopes: row.scopes, requestsPerMinute: row.requests_per_minute, ...(limits && { limits }) };
      return [Buffer.from(row.key_hash).toString("hex"), { hash: row.key_hash, caller }];
    }),
  );
}
