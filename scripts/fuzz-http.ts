/**
 * Sends generated requests, right and wrong ones, to every operation of the OpenAPI document of a server on scratch data, and
 * wants no answer that the document does not know: no 500, no other status, content type or shape. Schemathesis does it.
 * `npm run fuzz:http` goes on for some minutes; `-- --quick` for about one, the same requests each time; `-- --install` only installs.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { installPython } from "./python/install.ts";
import { startScratchServer } from "./python/scratch-server.ts";

const NOT_HERE = 75; // EX_TEMPFAIL: the caller may go on without
const CHECKS = ["status_code_conformance", "content_type_conformance", "response_schema_conformance", "response_headers_conformance"];
const QUICK = ["--max-examples", "3", "--seed", "1"];
const LONG = ["--max-examples", "60"];

const commands = installPython("schemathesis", (line) => console.log(`fuzz: ${line}`));
if (!commands) process.exitCode = NOT_HERE;
else if (!process.argv.includes("--install")) process.exitCode = await fuzz(commands);

async function fuzz(bin: string): Promise<number> {
  await using server = await startScratchServer();
  await server.addWorker({ name: "pretended", kind: "simulated", skill: 0.5, endpoints: ["chat", "completions", "embeddings"] });
  await server.addWorker({ name: "another", kind: "simulated", skill: 0.5 });
  const parameters = [
    "run",
    `${server.url}/openapi.json`,
    `--header=api_key: ${server.key}`,
    `--checks=${CHECKS.join(",")}`,
    "--phases=coverage,fuzzing",
    "--continue-on-failure",
    "--no-shrink",
    "--request-timeout=30",
    "--warnings=off",
    ...(process.argv.includes("--quick") ? QUICK : LONG),
  ];
  const schemathesis = spawn(join(bin, "schemathesis"), parameters, { cwd: bin, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  schemathesis.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [status] = (await once(schemathesis, "exit")) as [number | null];
  const bugs = server.errors();
  for (const bug of bugs) console.log(bug.slice(0, 500));
  const operations = Number(/Tested: (\d+)/.exec(output)?.[1] ?? 0);
  const failures = [...output.matchAll(/^ +❌ ST\d+ [^:]+: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  const failed = Math.max(failures, bugs.length, status === 0 && operations > 0 ? 0 : 1);
  console.log(`fuzz: ${operations} operations, ${/(\d+) generated/.exec(output)?.[1] ?? 0} requests, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
