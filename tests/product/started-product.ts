import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/processes/root.ts";
import { parseDevVars } from "../../scripts/secrets/dev-vars.ts";
import { stillAlive } from "./process-tree.ts";

/** Weights may have to be fetched and everything to be built: milliseconds. */
const START_MS = 280_000;
/** From Ctrl-C to the end of the last process, in milliseconds. */
const STOP_MS = 15_000;

/** What a test needs to know of a product that runs; plain data. */
export interface ProductAddress {
  /** Origin of the page. */
  readonly url: string;
  /** Origin of the embedded model server, and the key that it asks for. */
  readonly localUrl: string;
  readonly localKey: string;
  /** Opens sessions without a page (`sk_…`). */
  readonly apiKey: string;
  /** The process that started everything. */
  readonly pid: number;
  /** Those that it started, by name. */
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
}

/** The product as `npm start` runs it, on free ports, with its own secrets and conversations. */
export interface StartedProduct extends ProductAddress {
  /**
   * Ends it as Ctrl-C does.
   * @throws Error when a process is left; it has been killed then.
   */
  readonly stop: () => Promise<void>;
}

interface Ready {
  readonly type: "ready";
  readonly url: string;
  readonly localPort: number;
  readonly processes: ProductAddress["processes"];
}

/**
 * Starts the product with its embedded models and waits until it is ready. What the shell or the
 * user's .dev.vars say of providers and keys does not count.
 * @throws Error with what it printed, when it is not ready in time.
 */
export async function startProduct(
  options: { readonly verbose?: boolean } = {},
): Promise<StartedProduct> {
  const folder = await mkdtemp(join(tmpdir(), "parley-"));
  const secrets = join(folder, "dev.vars");
  const args = ["--port", "0", "--data", join(folder, "data")];
  const child = spawn(process.execPath, [join(ROOT, "scripts/start.ts"), ...args], {
    cwd: ROOT,
    env: { ...bareEnvironment(), PARLEY_DEV_VARS: secrets, PARLEY_LOCAL_PORT: "0" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  try {
    const { url, localPort, processes } = await ready(child, options.verbose ?? false);
    const variables = parseDevVars(await readFile(secrets, "utf8"));
    const pid = child.pid as number;
    const pids = [pid, ...processes.map((one) => one.pid)];
    return {
      url,
      localUrl: `http://127.0.0.1:${localPort}`,
      localKey: variables.get("PARLEY_LOCAL_KEY") ?? "",
      apiKey: variables.get("PARLEY_API_KEY") ?? "",
      pid,
      processes,
      async stop() {
        child.kill("SIGINT");
        const left = await stillAlive(pids, STOP_MS);
        for (const one of left) process.kill(one, "SIGKILL");
        await rm(folder, { recursive: true, force: true });
        if (left.length > 0) throw new Error(`Processes were left behind: ${left.join(", ")}.`);
      },
    };
  } catch (thrown) {
    child.kill("SIGINT");
    if (child.pid !== undefined) await stillAlive([child.pid], STOP_MS);
    await rm(folder, { recursive: true, force: true });
    throw thrown;
  }
}

/** The shell's environment without what would choose other models, ports or keys. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const chooses = /^(?:PARLEY_|PORT$|OLLAMA_|LM_STUDIO_)|_(?:API_KEY|BASE_URL)$/;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name === "PARLEY_WEIGHTS_DIR" || !chooses.test(name),
    ),
  );
}

function ready(child: ChildProcess, verbose: boolean): Promise<Ready> {
  return new Promise((resolve, reject) => {
    let output = "";
    const take = (data: Buffer): void => {
      output += data.toString();
      if (verbose) process.stderr.write(data);
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    const fail = (how: string): void =>
      reject(new Error(`The product ${how}. It printed:\n${output}`));
    const late = setTimeout(() => fail(`was not ready within ${START_MS / 1000} s`), START_MS);
    child.on("error", (error) => fail(`could not be started: ${error.message}`));
    child.on("exit", (code, signal) => {
      clearTimeout(late);
      fail(`ended before it was ready (${signal ?? code})`);
    });
    child.on("message", (message) => {
      if ((message as { type?: unknown }).type !== "ready") return;
      clearTimeout(late);
      resolve(message as Ready);
    });
  });
}
