import type { WranglerConfig } from "./wrangler-config.ts";

/** What one machine's workerd is made of, besides wrangler.jsonc. Paths have forward slashes. */
export interface WorkerdInput {
  readonly wrangler: WranglerConfig;
  /** Names of the environment's variables that the Worker gets; their values are written nowhere. */
  readonly variables: readonly string[];
  /** Files of the Worker's bundle, the entry first; `path` counts from the configuration's folder. */
  readonly modules: readonly { readonly name: string; readonly path: string }[];
  /** The module that serves built files as Cloudflare's assets do; counts as above. */
  readonly assetsModule: string;
  /** Folder of conversations; counts from workerd's working directory. */
  readonly data: string;
  readonly port: number;
}

/**
 * workerd's configuration in Cap'n Proto text, made from wrangler.jsonc so that nothing is written
 * twice. Objects keep their SQLite in `data`; outgoing requests may go to private addresses, where
 * the model server is.
 */
export function workerdConfig(input: WorkerdInput): string {
  const { wrangler } = input;
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "parley", worker = .parley),
    (name = "assets", worker = .assets),
    (name = "files", disk = (path = ${text(wrangler.assets.directory)})),
    (name = "data", disk = (path = ${text(input.data)}, writable = true)),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = ${text(`127.0.0.1:${input.port}`)}, http = (), service = "parley")],
);

const parley :Workerd.Worker = (
  modules = [
${lines(input.modules.map(({ name, path }) => `(name = ${text(name)}, ${kind(name)} = embed ${text(path)})`))}
  ],
  compatibilityDate = ${text(wrangler.compatibility_date)},
  compatibilityFlags = [${wrangler.compatibility_flags.map(text).join(", ")}],
  durableObjectNamespaces = [
${lines(namespaces(wrangler))}
  ],
  durableObjectStorage = (localDisk = "data"),
  bindings = [
${lines(bindings(input))}
  ],
);

const assets :Workerd.Worker = (
  modules = [(name = "assets.mjs", esModule = embed ${text(input.assetsModule)})],
  compatibilityDate = ${text(wrangler.compatibility_date)},
  bindings = [(name = "FILES", service = "files")],
);
`;
}

/** Each class of objects once, however many bindings name it. */
function namespaces(wrangler: WranglerConfig): string[] {
  const sqlite = new Set(wrangler.migrations.flatMap((one) => one.new_sqlite_classes));
  const classes = new Set(wrangler.durable_objects.bindings.map((one) => one.class_name));
  return [...classes].map(
    (name) =>
      `(className = ${text(name)}, uniqueKey = ${text(`parley-${name}`)}, enableSql = ${sqlite.has(name)})`,
  );
}

function bindings({ wrangler, variables }: WorkerdInput): string[] {
  const fixed = Object.entries(wrangler.vars).filter(([name]) => !variables.includes(name));
  return [
    ...wrangler.durable_objects.bindings.map(
      (one) => `(name = ${text(one.name)}, durableObjectNamespace = ${text(one.class_name)})`,
    ),
    `(name = ${text(wrangler.assets.binding)}, service = "assets")`,
    ...fixed.map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...variables.map((name) => `(name = ${text(name)}, fromEnvironment = ${text(name)})`),
  ];
}

function kind(name: string): string {
  if (name.endsWith(".bin")) return "data";
  if (name.endsWith(".wasm")) return "wasm";
  if (name.endsWith(".txt")) return "text";
  return "esModule";
}

function lines(entries: readonly string[]): string {
  return entries.map((entry) => `    ${entry},`).join("\n");
}

/** A Cap'n Proto string literal; JSON's escapes for what occurs in names and paths are the same. */
function text(value: string): string {
  return JSON.stringify(value);
}
