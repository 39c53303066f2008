import { join } from "node:path";
import { WRANGLER_ENV } from "../build/wrangler-env.ts";
import { ROOT } from "../processes/root.ts";
import type { ServiceSpec } from "../processes/service.ts";
import { tool } from "../processes/tool.ts";

/** Time for the tools to end what they started, in milliseconds. */
const GRACE_MS = 3_000;

/** The Worker in `wrangler dev`, built again whenever its source changes. */
export function workerDev(options: {
  readonly port: number;
  readonly data: string;
  readonly variables: Readonly<Record<string, string>>;
}): ServiceSpec {
  const { PATH, HOME, SystemRoot, TEMP, USERPROFILE } = process.env;
  return {
    name: "worker",
    command: tool("wrangler", [
      "dev",
      "--ip=127.0.0.1",
      `--port=${options.port}`,
      "--inspector-port=0",
      "--show-interactive-dev-session=false",
      `--persist-to=${join(options.data, "wrangler")}`,
      // Named instead of .dev.vars, which lacks what the shell and this start decide: with an empty
      // file wrangler takes the variables from its environment alone.
      "--env-file=scripts/dev/empty.env",
    ]),
    env: {
      ...{ PATH, HOME, SystemRoot, TEMP, USERPROFILE },
      ...WRANGLER_ENV,
      CLOUDFLARE_INCLUDE_PROCESS_ENV: "true",
      ...options.variables,
    },
    graceMs: GRACE_MS,
    verbose: true,
  };
}

/** The pages in vite's own server, which passes the Worker's paths on. */
export function pagesDev(port: number, workerPort: number): ServiceSpec {
  return {
    name: "pages",
    command: tool("vite", [
      `--port=${port}`,
      "--logLevel=warn",
      `--config=${join(ROOT, "vite.config.ts")}`,
    ]),
    env: { ...process.env, PARLEY_DEV_WORKER: `http://127.0.0.1:${workerPort}` },
    graceMs: GRACE_MS,
    verbose: true,
  };
}
