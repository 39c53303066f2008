import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build, DIST } from "../../scripts/build/build.ts";
import { freePort } from "../../scripts/processes/port.ts";
import { ROOT } from "../../scripts/processes/root.ts";
import type { ServiceSpec } from "../../scripts/processes/service.ts";
import { ServiceGroup } from "../../scripts/processes/service-group.ts";
import { ownScript } from "../../scripts/processes/tool.ts";
import { workerdService } from "../../scripts/workerd/workerd-service.ts";
import { readWranglerConfig } from "../../scripts/workerd/wrangler-config.ts";
import { benchWorkers } from "./bench-workers.ts";
import type { Ports } from "./targets.ts";
import { listens } from "../listens.ts";

const GRACE_MS = 500;

/** Everything that is measured, running. */
export interface Stand {
  readonly ports: Ports & {
    /** The first provider of the failover's model, which the measurement itself plays. */
    readonly refusing: number;
  };
  /** Parley's server key. */
  readonly apiKey: string;
  /** What is put together of whose packages, for the report. */
  readonly versions: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Builds Parley and starts it on workerd as `npm start` does, together with the upstream and what
 * it is compared with, on free ports of this machine.
 * @throws Failure when something does not start.
 */
export async function startStand(): Promise<Stand> {
  await build();
  const folder = await mkdtemp(join(tmpdir(), "parley-bench-"));
  await mkdir(join(folder, "data"));
  const ports = {
    upstream: await freePort(0),
    bare: await freePort(0),
    pump: await freePort(0),
    parley: await freePort(0),
    portkey: await freePort(0),
    refusing: await freePort(0),
  };
  const apiKey = `sk_${randomBytes(24).toString("base64url")}`;
  const wrangler = readWranglerConfig(await readFile(join(ROOT, "wrangler.jsonc"), "utf8"));
  const workers = await benchWorkers(ports, wrangler);
  const parley = await workerdService({
    port: ports.parley,
    data: relative(ROOT, join(folder, "data")),
    variables: parleyVariables(ports, apiKey),
    verbose: false,
  });
  const group = new ServiceGroup();
  const stop = async (): Promise<void> => {
    await group.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(workers.configuration, { force: true });
    await rm(join(DIST, `workerd-${ports.parley}.capnp`), { force: true });
  };
  try {
    group.start(upstream(ports.upstream));
    group.start(workers.spec);
    group.start({ ...parley, name: "bench-parley" });
    group.start(portkey(ports.portkey));
    const { refusing: _, ...listening } = ports;
    for (const port of Object.values(listening)) await listens(port, group.crashed);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { ports, apiKey, versions: versions(), stop };
}

function upstream(port: number): ServiceSpec {
  return {
    name: "bench-upstream",
    command: ownScript("bench/gateway/upstream-server.ts", [String(port)]),
    env: { PATH: process.env["PATH"] },
    graceMs: GRACE_MS,
    verbose: false,
  };
}

/** As published, but for what portkey-preload.mjs says. */
function portkey(port: number): ServiceSpec {
  const preload = pathToFileURL(join(ROOT, "bench/gateway/workers/portkey-preload.mjs")).href;
  const server = join(packageFolder("@portkey-ai/gateway"), "build/start-server.js");
  return {
    name: "bench-portkey",
    command: {
      file: process.execPath,
      args: ["--import", preload, server, `--port=${port}`, "--headless"],
    },
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
    graceMs: GRACE_MS,
    verbose: false,
  };
}

function parleyVariables(
  { upstream: port, parley, refusing }: Stand["ports"],
  apiKey: string,
): Record<string, string> {
  const address = `http://127.0.0.1:${port}/v1`;
  return {
    PARLEY_SECRET: randomBytes(48).toString("base64url"),
    PARLEY_API_KEY: apiKey,
    PARLEY_PUBLISHABLE_KEY: `pk_${randomBytes(24).toString("base64url")}`,
    PARLEY_ORIGINS: `http://127.0.0.1:${parley}`,
    OPENAI_API_KEY: "upstream-openai",
    OPENAI_BASE_URL: address,
    ANTHROPIC_API_KEY: "upstream-anthropic",
    ANTHROPIC_BASE_URL: address,
    CEREBRAS_API_KEY: "upstream-cerebras",
    CEREBRAS_BASE_URL: `http://127.0.0.1:${refusing}/v1`,
    GROQ_API_KEY: "upstream-groq",
    GROQ_BASE_URL: address,
  };
}

function versions(): Record<string, string> {
  return Object.fromEntries(
    ["workerd", "@portkey-ai/gateway"].map((name) => {
      const manifest = createRequire(import.meta.url)(
        join(packageFolder(name), "package.json"),
      ) as {
        version: string;
      };
      return [name, manifest.version];
    }),
  );
}

function packageFolder(name: string): string {
  return join(ROOT, "node_modules", name);
}
