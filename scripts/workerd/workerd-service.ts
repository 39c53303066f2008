import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DIST } from "../build/build.ts";
import { ROOT } from "../processes/root.ts";
import type { ServiceSpec } from "../processes/service.ts";
import { workerdBinary } from "../processes/tool.ts";
import { workerdConfig } from "./workerd-config.ts";
import { readWranglerConfig } from "./wrangler-config.ts";

/** workerd neither ends nor closes its sockets on SIGTERM while one is open, so it is killed soon. */
const GRACE_MS = 1_000;
const BUNDLE = "worker";
const ENTRY = "index.js";

/** What workerd is started with. */
export interface WorkerdOptions {
  readonly port: number;
  /** Folder of conversations, relative to the project. */
  readonly data: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly verbose: boolean;
}

/** Writes workerd's configuration beside the bundle and says how to start it. */
export async function workerdService(options: WorkerdOptions): Promise<ServiceSpec> {
  const path = join(DIST, `workerd-${options.port}.capnp`);
  await writeFile(
    path,
    workerdConfig({
      wrangler: readWranglerConfig(await readFile(join(ROOT, "wrangler.jsonc"), "utf8")),
      variables: Object.keys(options.variables),
      modules: bundle().map((name) => ({ name, path: `${BUNDLE}/${name}` })),
      assetsModule: "../scripts/workerd/assets-worker.mjs",
      data: options.data.replaceAll("\\", "/"),
      port: options.port,
    }),
  );
  return {
    name: "workerd",
    command: { file: workerdBinary(), args: ["serve", path, "config"] },
    env: {
      ...options.variables,
      PATH: process.env["PATH"],
      SystemRoot: process.env["SystemRoot"],
      SSL_CERT_FILE: process.env["SSL_CERT_FILE"],
    },
    graceMs: GRACE_MS,
    verbose: options.verbose,
  };
}

/** Files of the bundle, the entry first: workerd takes the first module for the main one. */
function bundle(): string[] {
  const names = readdirSync(join(DIST, BUNDLE)).filter((name) => /\.(?:m?js|bin|wasm)$/.test(name));
  return [ENTRY, ...names.filter((name) => name !== ENTRY)];
}
