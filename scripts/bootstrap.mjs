#!/usr/bin/env node
/**
 * The door to every command, in plain JavaScript for the Node that a machine has (20 or newer):
 * installs the packages where they are missing, one of which is Node 24 for the tools, and then
 * runs scripts/<command>.ts with that. `node scripts/bootstrap.mjs <command> [arguments]`.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installFailure } from "./bootstrap/install-failure.mjs";
import { isInstalled } from "./bootstrap/installed.mjs";
import { watchNpm } from "./bootstrap/watch-npm.mjs";

const OLDEST_NODE = 20;
/** The Node that the tools and the model server need; the package `node` brings it. */
const TOOLS_NODE = 24;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OWN_VERSION = Number.parseInt(process.versions.node, 10);
const WINDOWS = process.platform === "win32";
const PACKAGED_NODE = join(ROOT, "node_modules", "node", "bin", WINDOWS ? "node.exe" : "node");
/** What npm wrote when it had installed everything. */
const INSTALLED = join(ROOT, "node_modules", ".package-lock.json");
/** Space that the packages take, and that must be left after them, in megabytes. */
const PACKAGES_MB = 1_500;
const LEFT_MB = 50;
/** These work without weights, which Python's pip may have to fetch. */
const WITHOUT_PYTHON = new Set(["check", "docs", "format"]);

/**
 * @param {string} sentence
 * @returns {never}
 */
function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/**
 * @param {string} path
 * @returns {any} undefined when there is no such file, or it was cut off by a full disk
 */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * npm doesn't notice when a disk runs full, and leaves files that are cut off: so it is asked before.
 * @param {number} megabytes
 */
function requireSpace(megabytes) {
  const { bavail, bsize } = statfsSync(ROOT);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free >= megabytes) return;
  rmSync(INSTALLED, { force: true });
  fail(
    `The disk is too full: ${free} MB are free, and Parley needs about ${PACKAGES_MB} MB for its packages and 600 MB for its models. Free some space and run the command again.`,
  );
}

/** @returns {boolean} */
function hasPython() {
  const names = WINDOWS ? ["py", "python", "python3"] : ["python3", "python"];
  return names.some((name) => {
    const { stdout, stderr } = spawnSync(name, ["--version"], { encoding: "utf8" });
    return `${stdout ?? ""}${stderr ?? ""}`.startsWith("Python 3.");
  });
}

/**
 * Runs npm with the Node that npm itself runs on: the one in node_modules may be replaced meanwhile.
 * @param {string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
function npm(args) {
  const cli = process.env["npm_execpath"];
  const viaNode = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  const command = viaNode ? (process.env["npm_node_execpath"] ?? process.execPath) : "npm";
  const child = spawn(command, viaNode ? [cli, ...args] : args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    // npm.cmd is a script that only a shell can run; the arguments are ours.
    shell: WINDOWS && !viaNode,
  });
  return new Promise((resolve) => {
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * @param {string} title
 * @param {string[]} args
 */
async function installStep(title, args) {
  const started = Date.now();
  const live = process.stdout.isTTY === true;
  /** @param {string} end */
  const line = (end) => `${title} … ${Math.round((Date.now() - started) / 1000)} s${end}`;
  if (!live) console.log(`${title} …`);
  const timer = live ? setInterval(() => process.stdout.write(`\r${line("")}`), 500) : undefined;
  const { code, output } = await npm(args);
  clearInterval(timer);
  if (code !== 0) fail(installFailure(output));
  if (live) console.log(`\r${line("")}`);
}

async function install() {
  const locked = readJson(join(ROOT, "package-lock.json"));
  const modules = join(ROOT, "node_modules");
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  if (!isInstalled(locked, readJson(INSTALLED))) {
    // `npm ci` deletes node_modules first, which Windows refuses while its Node is running.
    const keep = WINDOWS && existsSync(modules);
    if (!existsSync(modules)) requireSpace(PACKAGES_MB);
    await installStep("Installing the packages", [keep ? "install" : "ci", ...quiet]);
    requireSpace(LEFT_MB);
  }
}

/** @returns {Promise<string>} path of a Node that is new enough for the tools */
async function toolsNode() {
  if (existsSync(PACKAGED_NODE)) return PACKAGED_NODE;
  // This may be the packaged one itself, which the installation has just deleted.
  if (OWN_VERSION >= TOOLS_NODE && existsSync(process.execPath)) return process.execPath;
  // The package `node` fetches its binary in an install script, the only one that is run.
  const rebuild = ["rebuild", "node", "--ignore-scripts=false", "--loglevel=error"];
  await installStep(`Installing Node ${TOOLS_NODE} for the tools`, rebuild);
  if (existsSync(PACKAGED_NODE)) return PACKAGED_NODE;
  return fail(
    `npm has no Node ${TOOLS_NODE} for ${process.platform}-${process.arch}: install it from nodejs.org and run the command again.`,
  );
}

/**
 * @param {string} node
 * @param {string} command
 * @param {string[]} args
 */
function run(node, command, args) {
  const child = spawn(node, [join(ROOT, "scripts", `${command}.ts`), ...args], {
    cwd: ROOT,
    // The channel tells the child when this process has died, whatever it died of.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      PATH: `${join(ROOT, "node_modules", ".bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    },
  });
  // On Windows a kill is final and Ctrl-C reaches the child by itself: there nothing is forwarded.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.on(signal, () => WINDOWS || child.kill(signal));
  watchNpm(() => child.kill("SIGTERM"));
  child.on("error", (error) => fail(`Node could not be started: ${error.message}.`));
  child.on("exit", (code, signal) =>
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)),
  );
}

const [command = "", ...args] = process.argv.slice(2);
const commands = readdirSync(join(ROOT, "scripts"))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => name.slice(0, -3));

if (OWN_VERSION < OLDEST_NODE)
  fail(
    `Parley needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}. See nodejs.org.`,
  );
if (!commands.includes(command))
  fail(`There is no command "${command}". There are: ${commands.join(", ")}.`);
if (!WITHOUT_PYTHON.has(command) && !hasPython())
  fail(
    "Parley needs Python 3 to fetch model weights. Install it from python.org or your system's packages.",
  );

await install();
run(await toolsNode(), command, args);
