import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OUT = join(ROOT, "dist/packages");

/**
 * Bundles the AI SDK's provider packages for the Worker, one module each and one for what they
 * share: `dist/packages/*.mjs`, which wrangler.jsonc attaches to the Worker unbundled. Without the
 * translations of zod's messages, which are a third of it and which nobody reads.
 */
await rm(OUT, { recursive: true, force: true });
await build({
  absWorkingDir: ROOT,
  entryPoints: {
    anthropic: "@ai-sdk/anthropic",
    google: "@ai-sdk/google",
    openai: "@ai-sdk/openai",
  },
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  chunkNames: "shared-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  minify: true,
  legalComments: "eof",
  logLevel: "warning",
  plugins: [
    {
      name: "without-locales",
      setup: (plugins) =>
        plugins.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
          contents: "export {}",
        })),
    },
  ],
});
