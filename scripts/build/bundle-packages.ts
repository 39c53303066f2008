import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BuildOptions, Plugin } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OUT = join(ROOT, "dist/packages");

/** Stands for what the durable agent never does: it sends no mail. */
const NO_MAIL = {
  "cloudflare:email": "export class EmailMessage {}",
  mimetext: "export function createMimeMessage() { throw new Error('There is no mail here.'); }",
};

/**
 * Bundles packages for the Worker: `dist/packages/*.mjs`, which wrangler.jsonc attaches to the
 * Worker unbundled, so that nothing of them runs before it is called. Without the translations of
 * zod's messages, which are a third of it and which nobody reads.
 */
const common: BuildOptions = {
  absWorkingDir: ROOT,
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  minify: true,
  legalComments: "eof",
  logLevel: "warning",
};
const withoutLocales: Plugin = {
  name: "without-locales",
  setup: (plugins) =>
    plugins.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "export {}" })),
};
const withoutMail: Plugin = {
  name: "without-mail",
  setup: (plugins) => {
    plugins.onResolve({ filter: /^(cloudflare:email|mimetext)$/ }, ({ path }) => ({
      path,
      namespace: "no-mail",
    }));
    plugins.onLoad({ filter: /.*/, namespace: "no-mail" }, ({ path }) => ({
      contents: NO_MAIL[path as keyof typeof NO_MAIL],
    }));
  },
};

await rm(OUT, { recursive: true, force: true });
// The AI SDK's provider packages: one module each, and one for what they share.
await build({
  ...common,
  entryPoints: {
    anthropic: "@ai-sdk/anthropic",
    google: "@ai-sdk/google",
    openai: "@ai-sdk/openai",
  },
  chunkNames: "shared-[hash]",
  splitting: true,
  plugins: [withoutLocales],
});
// agents with the MCP client, on its own: what the others share must not grow by its parts.
await build({
  ...common,
  stdin: { contents: 'export { Agent } from "agents";', resolveDir: ROOT, sourcefile: "agents.js" },
  entryNames: "agents",
  external: ["cloudflare:workers", "node:*"],
  plugins: [withoutLocales, withoutMail],
});
