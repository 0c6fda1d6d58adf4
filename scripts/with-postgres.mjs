/**
 * Runs a command with a throw-away PostgreSQL server: `node scripts/with-postgres.mjs vitest run src/db`.
 * The command finds its URL in ASSAY_TEST_DATABASE_URL; a URL that is set already is used instead of a new server.
 * Exits as the command does, or with 75 where the machine has no PostgreSQL.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const NO_POSTGRES = 75; // EX_TEMPFAIL: the caller may go on without
const OLDEST_MAJOR = 15;
const USAGE = 64;
const NOT_FOUND = 127;
const KILLED = 128; // as a shell tells it: 128 + the signal's number

const [command, ...parameters] = process.argv.slice(2);
if (!command) fail(USAGE, "Usage: node scripts/with-postgres.mjs COMMAND [ARGUMENT]...");
process.exitCode = process.env.ASSAY_TEST_DATABASE_URL ? await run(process.env.ASSAY_TEST_DATABASE_URL) : await runWithServer();

async function runWithServer() {
  const binaries =
    findBinaries() ?? fail(NO_POSTGRES, `No PostgreSQL ${OLDEST_MAJOR} or newer was found here: install postgresql to run this.`);
  const owner = ownerOfServer();
  const directory = mkdtempSync(join(tmpdir(), "assay-postgres-"));
  try {
    if (owner.uid !== undefined) chownSync(directory, owner.uid, owner.gid);
    const data = join(directory, "data");
    execFileSync(
      join(binaries, "initdb"),
      ["--pgdata", data, "--username", "assay", "--auth", "trust", "--encoding", "UTF8", "--no-sync"],
      {
        ...owner,
        cwd: directory,
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    const port = await freePort();
    const server = spawn(join(binaries, "postgres"), ["-D", data, "-p", String(port), "-k", directory, ...settings()], {
      ...owner,
      cwd: directory,
      stdio: ["ignore", "ignore", "pipe"],
      detached: true, // Ctrl-C reaches the command first; the server is stopped afterwards
    });
    try {
      await ready(server);
      return await run(`postgres://assay@127.0.0.1:${port}/postgres`);
    } finally {
      if (server.exitCode === null && server.kill("SIGINT")) await once(server, "exit");
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function run(url) {
  const child = spawn(command, parameters, { stdio: "inherit", env: { ...process.env, ASSAY_TEST_DATABASE_URL: url } });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  try {
    const [code, signal] = await once(child, "close");
    return signal ? KILLED + constants.signals[signal] : code;
  } catch (error) {
    console.error(`${command} could not be started: ${error.message}`);
    return NOT_FOUND;
  }
}

function findBinaries() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian)
        .map(Number)
        .filter((major) => major >= OLDEST_MAJOR)
    : [];
  const installed = versions.toSorted((a, b) => b - a).map((major) => join(debian, String(major), "bin"));
  return [...installed, ...fromPath()].find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

function fromPath() {
  try {
    const [, major] = /(\d+)/.exec(execFileSync("pg_config", ["--version"], { encoding: "utf8" })) ?? [];
    return Number(major) >= OLDEST_MAJOR ? [execFileSync("pg_config", ["--bindir"], { encoding: "utf8" }).trim()] : [];
  } catch {
    return [];
  }
}

/** PostgreSQL refuses to run as root; the Debian package brings a user for it. */
function ownerOfServer() {
  if (process.getuid?.() !== 0) return {};
  try {
    return { uid: idOfPostgres("-u"), gid: idOfPostgres("-g") };
  } catch {
    return fail(NO_POSTGRES, "PostgreSQL does not run as root, and this machine has no user called postgres to run it as.");
  }
}

function idOfPostgres(flag) {
  return Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}

/** Nothing here outlives the command, so nothing has to survive a crash. */
function settings() {
  const values = ["listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];
  return values.flatMap((value) => ["-c", value]);
}

async function ready(server) {
  const lines = [];
  for await (const line of createInterface({ input: server.stderr })) {
    lines.push(line);
    if (line.includes("ready to accept connections")) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${lines.join("\n")}`);
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

function fail(code, sentence) {
  console.error(sentence);
  process.exit(code);
}
