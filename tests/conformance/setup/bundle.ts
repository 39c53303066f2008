import { build } from "esbuild";
import { buildModels, DIST } from "../../../scripts/build/build.ts";
import { WRANGLER_ENV } from "../../../scripts/build/wrangler-env.ts";
import { ROOT } from "../../../scripts/processes/root.ts";
import { runToEnd } from "../../../scripts/processes/run-to-end.ts";
import { tool } from "../../../scripts/processes/tool.ts";

/** Folder of the Worker's bundle, in dist, for these tests alone. */
export const CONFORMANCE_BUNDLE = "conformance";
/** Bundle of the Worker that calls the other by its binding. */
export const CALLER_BUNDLE = "conformance-caller.mjs";

/** Bundles both Workers once for all conformance tests. */
export async function setup(): Promise<void> {
  await buildModels();
  const outdir = `dist/${CONFORMANCE_BUNDLE}`;
  const worker = tool("wrangler", ["deploy", "--dry-run", "--env=", "--outdir", outdir]);
  const { code, output } = await runToEnd(worker, { env: WRANGLER_ENV });
  if (code !== 0) throw new Error(`The Worker could not be bundled:\n${output}`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["tests/conformance/caller-worker.ts"],
    outfile: `${DIST}/${CALLER_BUNDLE}`,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    logLevel: "error",
  });
}
