import { mkdir, readFile, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join, relative } from "node:path";
import { build as bundle } from "esbuild";
import type { Plugin } from "esbuild";
import { DIST } from "../../scripts/build/build.ts";
import { ROOT } from "../../scripts/processes/root.ts";
import type { ServiceSpec } from "../../scripts/processes/service.ts";
import { workerdBinary } from "../../scripts/processes/tool.ts";
import { readWranglerConfig } from "../../scripts/workerd/wrangler-config.ts";

/** Whose software is measured. */
export type Contender = "parley" | "agents" | "bare";

interface Worker {
  /** Its class of objects, and the name of the binding. */
  readonly className: string;
  readonly binding: string;
  /** What else its bundle needs beside it. */
  readonly modules: string;
}

const WORKERS: Readonly<Record<Contender, Worker>> = {
  parley: {
    className: "VoiceSession",
    binding: "VOICE_SESSION",
    modules: `, (name = "silero16k.bin", data = embed "../models/silero16k.bin")`,
  },
  agents: { className: "Guide", binding: "Guide", modules: "" },
  bare: { className: "Bare", binding: "BARE", modules: "" },
};
/** A module that Cloudflare's own runtime has and workerd has not; agents imports it. */
const EMAIL = "cloudflare-internal:email";
const GRACE_MS = 500;

const DATA_MODULES: Plugin = {
  name: "data modules",
  setup: (build) =>
    build.onResolve({ filter: /\.bin$/ }, () => ({ path: "./silero16k.bin", external: true })),
};

/** CommonJS packages call `require` for Node's own modules: it becomes an import, as in wrangler. */
const NODE_MODULES: Plugin = {
  name: "modules of Node",
  setup(build) {
    const namespace = "node-required";
    build.onResolve(
      { filter: new RegExp(`^(?:node:)?(?:${builtinModules.join("|")})$`) },
      (module) => {
        const path = `node:${module.path.replace(/^node:/, "")}`;
        return module.kind === "require-call" ? { path, namespace } : { path, external: true };
      },
    );
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `import module_ from ${JSON.stringify(path)}; module.exports = module_;`,
    }));
  },
};

/** Bundles a contender and says how to start it: an own workerd with the product's configuration. */
export async function voiceWorker(
  contender: Contender,
  port: number,
  data: string,
): Promise<ServiceSpec> {
  const folder = join(DIST, "bench-voice");
  await mkdir(folder, { recursive: true });
  await bundle({
    entryPoints: [join(ROOT, `bench/voice/workers/${contender}.mjs`)],
    outfile: join(folder, `${contender}.mjs`),
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", EMAIL],
    logLevel: "error",
    plugins: [DATA_MODULES, NODE_MODULES],
  });
  const { className, binding, modules } = WORKERS[contender];
  const { compatibility_date, compatibility_flags } = readWranglerConfig(
    await readFile(join(ROOT, "wrangler.jsonc"), "utf8"),
  );
  const configuration = join(folder, `${contender}.capnp`);
  await writeFile(
    configuration,
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "data", disk = (path = ${JSON.stringify(relative(ROOT, data))}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
  extensions = [(modules = [
    (name = "${EMAIL}", internal = true, esModule = "export default { EmailMessage: class {} };"),
  ])],
);

const main :Workerd.Worker = (
  modules = [(name = "${contender}.mjs", esModule = embed "${contender}.mjs")${modules}],
  compatibilityDate = "${compatibility_date}",
  compatibilityFlags = [${compatibility_flags.map((flag) => `"${flag}"`).join(", ")}],
  durableObjectNamespaces = [(className = "${className}", uniqueKey = "${className}", enableSql = true)],
  durableObjectStorage = (localDisk = "data"),
  bindings = [
    (name = "${binding}", durableObjectNamespace = "${className}"),
    (name = "OPENAI_API_KEY", text = "scripted"),
  ],
);
`,
  );
  return {
    name: `bench-voice-${contender}`,
    command: { file: workerdBinary(), args: ["serve", configuration, "config"] },
    env: { PATH: process.env["PATH"] },
    graceMs: GRACE_MS,
    verbose: false,
  };
}
