import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { DIST } from "../../scripts/build/build.ts";
import { ROOT } from "../../scripts/processes/root.ts";
import { workerdBinary } from "../../scripts/processes/tool.ts";
import { workerdConfig } from "../../scripts/workerd/workerd-config.ts";
import { readWranglerConfig } from "../../scripts/workerd/wrangler-config.ts";
import type { ScriptedUpstream } from "../fixtures/scripted-upstream.ts";
import { startUpstream } from "../fixtures/scripted-upstream.ts";
import { CALLER_BUNDLE, CONFORMANCE_BUNDLE } from "./setup/bundle.ts";

const ENTRY = "index.js";
/** Time in which workerd must answer, in milliseconds. */
const START_MS = 20_000;

/** The Worker in workerd, and the one server that plays its providers. */
export interface GatewayServer {
  readonly url: string;
  /** Another Worker, `caller-worker.ts`, that has this one as its binding `AI`. */
  readonly callerUrl: string;
  /** The server key (`sk_…`). */
  readonly apiKey: string;
  readonly upstream: ScriptedUpstream;
  /** Folder of what its objects keep. */
  readonly storage: string;
  /** Ends it at once, as a power cut does, and starts it again on what is on its disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the bundled Worker in workerd with providers' addresses that lead to a scripted server:
 * OpenAI and Groq at `/openai`, `/groq`, Anthropic at `/anthropic`.
 */
export async function startGateway(
  variables: Readonly<Record<string, string>> = {},
): Promise<GatewayServer> {
  const upstream = await startUpstream();
  const folder = await mkdtemp(join(tmpdir(), "parley-gateway-"));
  const [port, callerPort] = [await freePort(), await freePort()];
  const apiKey = "sk_conformance";
  const all: Record<string, string> = {
    PARLEY_SECRET: "s".repeat(43),
    PARLEY_API_KEY: apiKey,
    PARLEY_PUBLISHABLE_KEY: "pk_conformance",
    PARLEY_LOCAL_URL: `${upstream.url}/local/v1`,
    OPENAI_API_KEY: "upstream-openai",
    OPENAI_BASE_URL: `${upstream.url}/openai/v1`,
    GROQ_API_KEY: "upstream-groq",
    GROQ_BASE_URL: `${upstream.url}/groq/v1`,
    ANTHROPIC_API_KEY: "upstream-anthropic",
    ANTHROPIC_BASE_URL: `${upstream.url}/anthropic/v1`,
    ...variables,
  };
  const config = join(DIST, `conformance-${port}.capnp`);
  const own = await configuration(port, relative(ROOT, folder), Object.keys(all));
  await writeFile(config, withCaller(own, callerPort));
  const url = `http://127.0.0.1:${port}`;
  const serve = async (): Promise<ChildProcess> => {
    const child = spawn(workerdBinary(), ["serve", "--experimental", config, "config"], {
      cwd: ROOT,
      env: { ...all, PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    try {
      await answers(url, () => child.exitCode !== null);
      return child;
    } catch (cause) {
      child.kill("SIGKILL");
      throw new Error(`workerd did not start. It printed:\n${output}`, { cause });
    }
  };
  let child: ChildProcess | undefined;
  const close = async (): Promise<void> => {
    child?.kill("SIGKILL");
    await upstream.close();
    await rm(config, { force: true });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    child = await serve();
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const restart = async (): Promise<void> => {
    const ended = child === undefined ? undefined : once(child, "exit");
    child?.kill("SIGKILL");
    await ended;
    child = await serve();
  };
  const callerUrl = `http://127.0.0.1:${callerPort}`;
  return { url, callerUrl, apiKey, upstream, storage: folder, restart, close };
}

/** The configuration with a second Worker and its socket. */
function withCaller(configuration: string, port: number): string {
  const socket = `(name = "caller", address = "127.0.0.1:${port}", http = (), service = "caller")`;
  return `${configuration
    .replace("services = [", `services = [\n    (name = "caller", worker = .caller),`)
    .replace("sockets = [", `sockets = [${socket}, `)}
const caller :Workerd.Worker = (
  modules = [(name = "caller.mjs", esModule = embed "${CALLER_BUNDLE}")],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = ["enable_abortsignal_rpc"],
  bindings = [(name = "AI", service = (name = "parley", entrypoint = "Gateway"))],
);
`;
}

async function configuration(
  port: number,
  data: string,
  variables: readonly string[],
): Promise<string> {
  const names = readdirSync(join(DIST, CONFORMANCE_BUNDLE)).filter((name) =>
    /\.(?:m?js|bin|wasm)$/.test(name),
  );
  return workerdConfig({
    wrangler: readWranglerConfig(await readFile(join(ROOT, "wrangler.jsonc"), "utf8")),
    variables,
    modules: [ENTRY, ...names.filter((name) => name !== ENTRY)].map((name) => ({
      name,
      path: `${CONFORMANCE_BUNDLE}/${name}`,
    })),
    assetsModule: "../scripts/workerd/assets-worker.mjs",
    data,
    port,
  });
}

/** Resolves when the server answers, with whatever status. */
async function answers(url: string, isOver: () => boolean): Promise<void> {
  const late = Date.now() + START_MS;
  for (;;) {
    try {
      await (await fetch(`${url}/v1/nothing`)).arrayBuffer();
      return;
    } catch (cause) {
      if (isOver() || Date.now() > late) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
