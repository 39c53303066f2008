import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WRANGLER_ENV } from "../../scripts/build/wrangler-env.ts";
import { tool } from "../../scripts/processes/tool.ts";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "parley-deploy-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function dryRun(...args: string[]): Promise<string> {
  const { file, args: command } = tool("wrangler", [
    "deploy",
    "--dry-run",
    "--outdir",
    folder,
    ...args,
  ]);
  const env = { ...process.env, ...WRANGLER_ENV, WRANGLER_LOG: "log" };
  const { stdout } = await promisify(execFile)(file, [...command], { env });
  return stdout;
}

it("could be deployed by the default environment, which has no account's bindings", async () => {
  const output = await dryRun("--env=");
  expect(output).toContain("VOICE_SESSION");
  expect(output).toContain("ASSETS");
  expect(output).not.toMatch(/env\.AI\b/);
});

it("could be deployed to production, with Workers AI", async () => {
  const output = await dryRun("--env", "production");
  for (const binding of ["VOICE_SESSION", "ASSETS", "AI"])
    expect(output).toContain(`env.${binding}`);
});
