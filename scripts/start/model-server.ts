import * as z from "zod/mini";
import { LOG_FOLDER } from "../processes/service.ts";
import type { ServiceSpec } from "../processes/service.ts";
import { ownScript } from "../processes/tool.ts";
import { Failure } from "../report/failure.ts";

/** Time for requests that are being answered when the product ends, in milliseconds. */
const GRACE_MS = 2_000;

/**
 * Settings of glibc's malloc (mallopt(3)), ignored elsewhere: few arenas, and memory of large blocks
 * goes back to the system. The native models leave about 110 MB less behind.
 */
const MALLOC = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "262144",
  MALLOC_TRIM_THRESHOLD_: "262144",
} as const;

/** The embedded model server, local/server.ts. */
export function modelServer(port: number, key: string, verbose: boolean): ServiceSpec {
  return {
    name: "model-server",
    command: ownScript("local/server.ts"),
    env: { ...MALLOC, ...process.env, PARLEY_LOCAL_PORT: String(port), PARLEY_LOCAL_KEY: key },
    graceMs: GRACE_MS,
    verbose,
  };
}

/** The part of the model server's GET /health that tells a failure from loading. */
const Health = z.object({
  status: z.enum(["ok", "loading", "failed"]),
  models: z.record(z.string(), z.object({ state: z.string(), detail: z.optional(z.string()) })),
});

/** Throws a Failure when the model server says that a model could not be loaded. */
export function refuseFailed(health: unknown): void {
  const parsed = z.safeParse(Health, health);
  if (!parsed.success || parsed.data.status !== "failed") return;
  const failed = Object.entries(parsed.data.models)
    .filter(([, { state }]) => state === "failed")
    .map(([id, { detail }]) => (detail === undefined ? id : `${id} (${detail})`));
  throw new Failure(
    `A model could not be loaded: ${failed.join(", ")}. More is in ${LOG_FOLDER}/model-server.log.`,
  );
}
