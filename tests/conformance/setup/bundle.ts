import type { TestProject } from "vitest/node";
import { buildModels } from "../../../scripts/build/build.ts";
import { WRANGLER_ENV } from "../../../scripts/build/wrangler-env.ts";
import { runToEnd } from "../../../scripts/processes/run-to-end.ts";
import { tool } from "../../../scripts/processes/tool.ts";

/** Folder of the Worker's bundle, in dist, for these tests alone. */
export const CONFORMANCE_BUNDLE = "conformance";

/** Bundles the Worker once for all conformance tests. */
export async function setup(_: TestProject): Promise<void> {
  await buildModels();
  const outdir = `dist/${CONFORMANCE_BUNDLE}`;
  const build = tool("wrangler", ["deploy", "--dry-run", "--outdir", outdir]);
  const { code, output } = await runToEnd(build, { env: WRANGLER_ENV });
  if (code !== 0) throw new Error(`The Worker could not be bundled:\n${output}`);
}
