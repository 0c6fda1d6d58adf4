import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readResult, signDataItem, type Result } from "../../src/ao/index.ts";
import { startTestServer } from "../support/server.ts";
import { testWallet } from "../support/wallets.ts";

/** The known system's own file, which has no licence and is therefore not in this repository. */
const FILE = join(import.meta.dirname, "../../../shared/data/siqa/dev.jsonl.gz");

interface Row {
  id: number;
  context: string;
  question: string;
}

test.skipIf(!existsSync(FILE))(
  "shared/data/siqa/dev.jsonl.gz: all 1,954 rows load, those with an apostrophe too, and repeated and conflicting questions are told",
  async () => {
    await using server = await startTestServer();
    const owner = await testWallet("owner");
    const post = async (target: string, tags: Record<string, string>, data: string): Promise<string> => {
      const list = Object.entries({ "Data-Protocol": "ao", Type: "Message", ...tags }).map(([name, value]) => ({ name, value }));
      const body = new Uint8Array(signDataItem(owner, { target, tags: list, data }));
      const answer = await fetch(`${server.url}/ao`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body });
      expect(answer.status).toBe(202);
      return ((await answer.json()) as { id: string }).id;
    };
    const process = await post("", { Type: "Process", "Process-Kind": "dataset", "Setting-dataset": "own_siqa" }, " ");
    const rows = readRows();
    expect(rows).toHaveLength(1954);
    expect(rows.filter((row) => JSON.stringify(row).includes("'"))).toHaveLength(605);

    const load = async (): Promise<{ loaded: number; skipped: number; repeated: number; conflicting: number[][] }> => {
      const id = await post(process, { Action: "Load-Data" }, JSON.stringify(rows));
      return JSON.parse(((await readResult(server.app.ao, process, id)) as Result).Messages[0]?.Data ?? "");
    };
    const first = await load();
    expect(first).toMatchObject({ loaded: 1954, skipped: 0, repeated: 24 });
    expect(first.conflicting).toHaveLength(5);
    expect(first.conflicting.every((ids) => ids.length === 2)).toBe(true);
    expect(await load()).toMatchObject({ loaded: 0, skipped: 1954 });

    const stored = await server.app.db.query<{ doc: Row }>(
      "select r.doc from dataset_row r join dataset d on d.id = r.dataset_id where d.name = 'own_siqa' order by r.id",
    );
    expect(stored.map(({ doc }) => doc)).toEqual(rows);
  },
  180_000,
);

function readRows(): Row[] {
  const lines = gunzipSync(readFileSync(FILE)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Row);
}
