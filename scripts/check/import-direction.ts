import { posix } from "node:path";

/**
 * Who may import whom, by folder; the longest match is a file's layer, and a layer may always import
 * itself. `shared ← worker/gateway ← durable-objects ← worker`, `client → shared`, and `local` stands
 * alone behind HTTP.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  "worker/agents": ["shared", "worker/guards"],
  "worker/guards": ["shared", "worker/gateway"],
  "worker/gateway": ["shared"],
  // Numbers alone: every limit of the inference routes is in it.
  "worker/limits.ts": [],
  "worker/formats": ["shared", "worker/gateway", "worker/limits.ts"],
  "durable-objects": [
    "shared",
    "worker/gateway",
    "worker/formats",
    "worker/agents",
    "worker/guards",
    "worker/env.ts",
    "dist",
  ],
  "worker/env.ts": ["shared", "worker/gateway"],
  worker: [
    "shared",
    "worker/gateway",
    "worker/formats",
    "worker/agents",
    "worker/guards",
    "worker/env.ts",
    "worker/limits.ts",
    "durable-objects",
  ],
  "client/core": ["shared"],
  client: ["shared", "client/core"],
  // For the tests of those who write agents: a session without its platform.
  testing: ["shared", "durable-objects", "worker/gateway", "worker/agents"],
  local: ["shared/audio", "shared/errors"],
};

/** One import statement. */
export interface Import {
  readonly specifier: string;
  /** It vanishes when the types are stripped, so it makes no cycle and no bundle larger. */
  readonly typeOnly: boolean;
}

/** The modules that a source file names, with static, dynamic, re-exporting or side-effect imports. */
export function importsOf(source: string): Import[] {
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statement =
    /^\s*(?:import|export)\s+(type\s)?[^;"'`]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;
  return [...withoutComments.matchAll(statement)].map((match) => ({
    specifier: match[2] ?? match[3] ?? match[4] ?? "",
    typeOnly: match[1] !== undefined,
  }));
}

/**
 * Sentences about the imports of one file that go the wrong way; none when all is well.
 * @param path of the file, relative to the project, with forward slashes
 */
export function wrongImports(path: string, source: string): string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [];
  return importsOf(source).flatMap(({ specifier, typeOnly }) => {
    if (!specifier.startsWith(".")) return [];
    const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ""));
    return allowed(layer, target, path, typeOnly)
      ? []
      : [`${path} imports ${target}: ${layer} may import ${rule(layer)}.`];
  });
}

function allowed(layer: string, target: string, path: string, typeOnly: boolean): boolean {
  // The environment's type names the objects' classes, which only types may do.
  if (layer === "worker/env.ts" && typeOnly) return true;
  if (isTest(path) && ["tests", "scripts"].some((folder) => within(target, folder))) return true;
  if (layerOf(target) === layer) return true;
  return (LAYERS[layer] ?? []).some((folder) => within(target, folder));
}

function rule(layer: string): string {
  return ["itself", ...(LAYERS[layer] ?? [])].join(", ");
}

function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS)
    .filter((folder) => within(path, folder))
    .toSorted((a, b) => b.length - a.length)[0];
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}
