/**
 * Makes a clone ready: dependencies, the seed of the embedded database, the console. Runs before `npm start` and
 * `npm test`, on any Node from 20.19, without dependencies of its own. What is up to date is not done again.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const OLDEST = [20, 19];
const CACHE = join(ROOT, ".cache");
const NODE = join(ROOT, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

checkNode();
mkdirSync(CACHE, { recursive: true });
installDependencies();
buildSeed();
buildConsole();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (!isNewEnough) stop(`Assay needs Node ${OLDEST.join(".")} or newer to set itself up; this is ${process.version}.`);
}

function installDependencies() {
  const lock = join(ROOT, "package-lock.json");
  const stamp = join(ROOT, "node_modules", ".assay-lock");
  const wanted = hashOf([lock]);
  if (readIfThere(stamp) === wanted && existsSync(NODE)) return;
  if (!existsSync(stamp) && existsSync(NODE) && isInstalledFrom(lock)) {
    writeFileSync(stamp, wanted);
    return;
  }
  say("installing the dependencies (npm ci)");
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  // Development dependencies bring Node 24 and the console's build: they are needed whatever NODE_ENV says.
  run(command, [...before, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (!existsSync(NODE))
    stop("The package node did not install its binary: allow its install script (npm config set ignore-scripts false), and try again.");
  writeFileSync(stamp, wanted);
}

/** Whether somebody ran npm by hand since the lock changed. */
function isInstalledFrom(lock) {
  const installed = join(ROOT, "node_modules", ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}

/** The seed is made by our own code from the migrations; the script looks closer when any of these has changed. */
function buildSeed() {
  const sources = ["migrations", "src/db", "src/jobs"].flatMap((folder) => filesIn(join(ROOT, folder)));
  const isThere = readdirSync(CACHE).some((name) => name.startsWith("pglite-seed"));
  if (isThere && isDone("seed", sources)) return;
  say("preparing the embedded database");
  run(NODE, [join(ROOT, "scripts", "build-seed.ts")]);
  markDone("seed", sources);
}

function buildConsole() {
  const web = join(ROOT, "web");
  const sources = [...filesIn(join(web, "src")), ...["index.html", "vite.config.ts", "tsconfig.json"].map((name) => join(web, name))];
  if (existsSync(join(web, "dist", "index.html")) && isDone("console", sources)) return;
  say("building the console");
  run(NODE, [join(ROOT, "node_modules", "vite", "bin", "vite.js"), "build", "web", "--logLevel", "warn"]);
  markDone("console", sources);
}

/** Whether this step was done for the same sources and dependencies. */
function isDone(step, sources) {
  return readIfThere(stampOf(step)) === hashOf([join(ROOT, "package-lock.json"), ...sources]);
}

function markDone(step, sources) {
  writeFileSync(stampOf(step), hashOf([join(ROOT, "package-lock.json"), ...sources]));
}

function stampOf(step) {
  return join(CACHE, `${step}.stamp`);
}

function filesIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** One hash over the names and contents of files. */
function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files.toSorted()) {
    const content = existsSync(file) ? readFileSync(file) : "";
    hash.update(`${file.slice(ROOT.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function run(command, parameters) {
  const { status, error } = spawnSync(command, parameters, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  if (error) stop(`${command} could not be started: ${error.message}.`);
  if (status !== 0) stop(`${[command, ...parameters].join(" ")} failed; what it said stands above.`);
}

function say(what) {
  console.log(`set-up: ${what} …`);
}

function stop(sentence) {
  console.error(`set-up: ${sentence}`);
  process.exit(1);
}
