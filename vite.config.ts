import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Where `npm run dev` runs the Worker; the pages' own server passes its paths on. */
const worker = process.env["PARLEY_DEV_WORKER"] ?? "http://127.0.0.1:8787";

/** The pages: built into dist/client, which the Worker serves. */
export default defineConfig({
  root: path("client/playground"),
  cacheDir: path(".parley/vite"),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: path("dist/client"),
    emptyOutDir: true,
    target: "es2022",
    // The content security policy allows no data: scripts, and a worklet must be a file of its own.
    assetsInlineLimit: 0,
    rolldownOptions: { input: { index: path("client/playground/index.html") } },
  },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    strictPort: true,
    fs: { allow: [path("client"), path("shared"), path("node_modules")] },
    proxy: {
      "/v1": { target: worker, ws: true },
      "/agents": { target: worker, ws: true },
      "/health": { target: worker },
      "/config.json": { target: worker },
    },
  },
});
